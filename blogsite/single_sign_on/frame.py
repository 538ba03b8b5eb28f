"""Signing in and out within a frame, which has its own session (blogsite/embed/cookies.py).

Scripts of the frame send these requests; EmbeddingMiddleware refuses other pages.
"""

from functools import wraps

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.guests import delete_hint_cookie, set_hint_cookie
from accounts.limits import SIGN_IN, SITE_TOKEN, RateLimitExceeded
from accounts.sessions import note_use
from blogsite.api.problems import Problem
from blogsite.blog_locale import with_blog_locale
from blogsite.embed.cookies import PATH
from blogsite.models.frame_code import FrameCode
from blogsite.single_sign_on.readers import reader_of
from blogsite.single_sign_on.tokens import TokenRefused, read_token
from blogsite.single_sign_on.window import is_framed_path

TOKEN_SESSION = 24 * 60 * 60  # seconds; the site signs its reader in again with the next page
USED_TOKEN = "single_sign_on.token"  # noqa: S105 (the name of a value in the session)


def answering_script(view):
    """Make a view answer a script: a refusal is a problem with a sentence."""

    @wraps(view)
    def answer(request):
        try:
            response = JsonResponse({"is_new": view(request)})
        except TokenRefused as refused:
            return Problem(403, str(refused)).response()
        except RateLimitExceeded as exceeded:
            return Problem(429, str(exceeded), retry_after=exceeded.seconds).response()
        set_hint_cookie(request, response)
        return response

    return never_cache(require_POST(with_blog_locale(answer)))


@answering_script
def sign_in_by_token(request) -> bool:
    """Sign in the reader of another site; return whether the signed-in account has changed.

    The token that began the session may come again, as pages send it; and somebody who signed in in
    the window stays signed in.
    """
    ours = f"{request.scheme}://{request.get_host()}"
    try:
        token = read_token(
            request.POST.get("token", ""), audience=ours, page=request.POST.get("page", "")
        )
        SITE_TOKEN.check(person=f"{token.issuer} {token.subject}", signed_in=True)
        if request.user.is_authenticated and request.session.get(USED_TOKEN) in (
            None,
            token.digest,
        ):
            return False
        user = reader_of(token)
    except TokenRefused:
        SITE_TOKEN.check(ip=request.client_ip)
        raise
    is_new = user != request.user
    if is_new:
        begin_session(request, user)
    request.session[USED_TOKEN] = token.digest
    request.session.set_expiry(TOKEN_SESSION)
    return is_new


@answering_script
def sign_in_by_code(request) -> bool:
    """Sign in the person who signed in in the window that this frame has opened."""
    SIGN_IN.check(ip=request.client_ip)
    user = FrameCode.objects.redeem(request.POST.get("code", ""), request.POST.get("nonce", ""))
    if user is None:
        raise TokenRefused(gettext("This took too long, or was done before. Sign in once more."))
    begin_session(request, user)
    return True


def begin_session(request, user):
    """Begin a session of the frame, listed among the account's sessions."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    note_use(request, is_framed=True)


@never_cache
@require_POST
def sign_out(request):
    """End only the session of the frame."""
    logout(request)
    place = request.POST.get("next", "")
    response = redirect(place if is_framed_path(place) else PATH)
    response.status_code = 303
    delete_hint_cookie(request, response)
    return response
