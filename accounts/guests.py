"""The person who sends a request: an account, or a guest with a signed cookie.

Only a response to a POST sets cookies; reading sets none.
"""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from accounts.models import Person

GUEST_COOKIE = "soundoff_guest"
# The id of the guest of this browser whose comments the account's owner said are not theirs.
DECLINED_COOKIE = "soundoff_not_me"
# Readable by scripts; says only that /me/ has something to tell.
HINT_COOKIE = "soundoff_here"
NEWCOMER = "accounts.newcomer"
YEAR = 365 * 24 * 60 * 60

signer = signing.Signer(salt="accounts.guest")


def person_of(request) -> Person | None:
    """Return the person who sends the request, or None when nothing is stored about them.

    The cookie of a guest who was joined to an account gives no rights: somebody else may use the
    browser now.
    """
    if request.user.is_authenticated:
        people = Person.objects.unjoined().select_related("user")
        return people.filter(user=request.user).first()
    return guest_of(request)


def guest_of(request) -> Person | None:
    """Return the guest of this browser, or None; the request may come from an account."""
    key = _key_in(request)
    return Person.objects.guests().filter(key=key).first() if key else None


def has_declined(request, guest: Person) -> bool:
    """Return whether this browser's user has said that the guest is somebody else."""
    return request.COOKIES.get(DECLINED_COOKIE) == str(guest.pk)


def guest_to_ask(request) -> Person | None:
    """Return the guest of a signed-in person's browser, who may be the same person, or None."""
    guest = guest_of(request) if request.user.is_authenticated else None
    return guest if guest and not has_declined(request, guest) else None


def decline(request, response, guest: Person):
    """Remember in a cookie that the guest is somebody else; the browser stays that guest's."""
    _set(request, response, DECLINED_COOKIE, str(guest.pk), httponly=True)


def forget_guest(response):
    """Delete the guest's cookie, so that the next guest of this browser is a new one."""
    response.delete_cookie(GUEST_COOKIE, samesite="Lax")


def writer_of(request, form_key=None) -> Person:
    """Return the person who writes; an unknown guest is a new Person, not stored yet.

    A new guest who sends the form `form_key` twice from one browser, before the first answer has
    set the cookie, is the same person both times.
    """
    if request.user.is_authenticated:
        return Person.objects.of(request.user)
    return person_of(request) or _newcomer(request, form_key)


def _newcomer(request, form_key):
    secret = request.META.get("CSRF_COOKIE")  # of this browser; the form has set it
    if not (secret and form_key):
        return Person()
    digest = salted_hmac(NEWCOMER, f"{secret} {form_key}", algorithm="sha256").digest()
    return Person(key=UUID(bytes=digest[:16]))


def rate_limit_identity(request) -> dict:
    """Return the arguments for `RateLimit.take` that say who acts.

    The account of a request is read only if it has a session cookie: reading it would make the
    answer vary on cookies.
    """
    ip = request.client_ip
    if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
        return {"person": f"account {request.user.pk}", "ip": ip, "signed_in": True}
    key = _key_in(request)
    return {"person": f"guest {key}" if key else "", "ip": ip}


def remember(request, response, person: Person):
    """Set the cookies by which the person's browser is recognized later."""
    if person.is_guest:
        _set(request, response, GUEST_COOKIE, signer.sign(person.key.hex), httponly=True)
    set_hint_cookie(request, response)


def set_hint_cookie(request, response):
    """Set the cookie that tells the browser's scripts to ask /me/."""
    _set(request, response, HINT_COOKIE, "1")


def delete_hint_cookie(request, response):
    """Delete the hint cookie when somebody has signed out, unless a guest is left."""
    if _key_in(request) is None:
        response.delete_cookie(HINT_COOKIE, samesite="Lax")


def _set(request, response, name, value, **more):
    secure = request.is_secure()
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=secure, **more)


def _key_in(request):
    try:
        return UUID(signer.unsign(request.COOKIES.get(GUEST_COOKIE, "")))
    except (signing.BadSignature, ValueError):
        return None
