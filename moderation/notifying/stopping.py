"""The page of a mail's link that switches its kind off."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.languages import desk_language_of
from accounts.models import Mailbox, User
from accounts.models.mailbox import digest_of
from moderation.models import StaffMailState
from moderation.notifying.rounds import STAFF_KINDS
from posts.models import Blog


@csrf_exempt  # mail programs send it without cookies; the token in the URL gives the right to act
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop_staff_mail(request, token, kind):
    """Ask whether a kind of mail is to end; POST ends it, without a redirect (RFC 8058)."""
    user = owner_of(get_object_or_404(Mailbox, nonce=token))
    kinds = {each.code: each for each in STAFF_KINDS}
    if user is None or kind not in kinds:
        raise Http404
    if request.method == "POST":
        StaffMailState.objects.choose(user, kind, is_wanted=False)
    blog = Blog.objects.current()
    context = {
        "blog": blog,
        "title": kinds[kind].title,
        "is_stopped": kind in StaffMailState.objects.unwanted(user),
        "is_personal": True,
    }
    with translation.override(desk_language_of(user, blog.language)):
        response = render(request, "moderation/stop_staff_mail.html", context)
    # The token in the URL is not for other sites, nor for search engines.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def owner_of(mailbox) -> User | None:
    """Return the staff account of a mailbox, found by a hash of the address, or None."""
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(email=None)
    return next((user for user in staff if digest_of(user.email) == mailbox.digest), None)
