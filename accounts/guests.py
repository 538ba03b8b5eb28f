"""The person who sends a request: an account, or a guest with a signed cookie.

Only a response to a POST sets cookies; reading sets none.
"""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.utils.crypto import salted_hmac

from accounts.models import Person

GUEST_COOKIE = "soundoff_guest"
# The id of a guest of this browser of whom the account's owner said “that was not me”.
DECLINED_COOKIE = "soundoff_not_me"
# Readable by scripts; says only that asking /me/ is worth while.
HINT_COOKIE = "soundoff_here"
NEWCOMER = "accounts.newcomer"
YEAR = 365 * 24 * 60 * 60

signer = signing.Signer(salt="accounts.guest")


def person_of(request) -> Person | None:
    """Return the person who sends the request, or None when nothing is stored of them.

    The cookie of a guest who was joined to an account gives no rights: somebody else may use the
    browser now.
    """
    if request.user.is_authenticated:
        people = Person.objects.unjoined().select_related("user")
        return people.filter(user=request.user).first()
    return guest_of(request)


def guest_of(request) -> Person | None:
    """Return the guest of this browser, or None; somebody with an account may have signed in."""
    key = _key_in(request)
    return Person.objects.guests().filter(key=key).first() if key else None


def has_declined(request, guest: Person) -> bool:
    """Return whether this browser was answered that the guest is somebody else."""
    return request.COOKIES.get(DECLINED_COOKIE) == str(guest.pk)


def decline(request, response, guest: Person):
    """Let the browser remember that the guest is somebody else, and go on to be that guest's."""
    _set(request, response, DECLINED_COOKIE, str(guest.pk), httponly=True)


def forget_guest(response):
    """Take the guest's cookie away, so that the next guest of this browser is a new one."""
    response.delete_cookie(GUEST_COOKIE, samesite="Lax")


def writer_of(request, form_key=None) -> Person:
    """Return the person who writes; a guest nobody knows yet is a new one, not stored.

    A new guest who sends the form `form_key` twice from one browser, before the cookie of the
    first answer has come, is the same person both times.
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
    """Return whose acts a rate limit counts together, as arguments for `RateLimit.take`.

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
    """Let the browser's scripts know that something is known of it."""
    _set(request, response, HINT_COOKIE, "1")


def delete_hint_cookie(request, response):
    """Take the hint away from a browser whose person has signed out, unless a guest is left."""
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
