"""The token of a request: the account that it acts as, and its permissions.

No cookie and no session is read: data stored in a browser gives no rights here.
"""

import re
from dataclasses import replace
from functools import wraps

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.limits import LINK, MINUTE, RateLimit
from blogsite.api.operations import Operation
from blogsite.api.problems import Problem
from blogsite.models.api_token import MAX_TOKEN_LENGTH, APIToken

BEARER = re.compile(rf"Bearer +([A-Za-z0-9_.~+/=-]{{1,{MAX_TOKEN_LENGTH}}})", re.IGNORECASE)

# A program that imports or shows a queue; each of its people has a smaller limit.
WITH_TOKEN = RateLimit(
    "api_token",
    seconds=MINUTE,
    per_person=600,
    per_network=0,  # not counted: a program is known by its token
    per_wide_network=0,
    refusal=_("Your program is asking too often."),
)
# Only for requests with a wrong token, so a right one is never locked out.
WRONG_TOKEN = replace(LINK, name="wrong_token", refusal=_("You are trying tokens too often."))


def with_token(operation: Operation, view):
    """Make a view require a token that covers the operation's scope.

    It gets the token as `request.token`.
    """
    methods = ("GET", "HEAD") if operation.method == "get" else ("POST",)

    @wraps(view)
    def answer(request, **kwargs):
        if request.method not in methods:
            raise Problem(405, headers={"Allow": ", ".join(methods)})
        request.token = _token_of(request)
        _require(request.token, operation)
        WITH_TOKEN.check(person=f"token {request.token.pk}", signed_in=True)
        operation.read(request.GET)
        response = view(request, **kwargs)
        response["Cache-Control"] = "no-store"
        return response

    return answer


def _token_of(request) -> APIToken:
    header = request.headers.get("Authorization", "")
    if not header:
        raise Problem(401, headers=_challenge())
    match = BEARER.fullmatch(header)
    token = APIToken.objects.of_secret(match[1]) if match else None
    if token is None:
        WRONG_TOKEN.check(ip=request.client_ip)
        sentence = gettext(
            "This token is none of ours, or it has ended, or the person it belongs to cannot work"
            " here now."
        )
        raise Problem(401, sentence, headers=_challenge('error="invalid_token"'))
    token.note_use()
    return token


def _require(token, operation):
    if not token.covers(operation.scope):
        sentence = gettext("This needs a token that may be used for “%(scope)s”.")
        challenge = _challenge('error="insufficient_scope"', f'scope="{operation.scope}"')
        raise Problem(403, sentence % {"scope": operation.scope}, headers=challenge)
    for permission in operation.permissions:
        if not token.user.has_perm(permission):
            raise Problem(403, gettext("The person of this token may not do this."))


def _challenge(*parameters):
    return {"WWW-Authenticate": ", ".join(['Bearer realm="api"', *parameters])}
