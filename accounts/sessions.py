"""Sessions of an account: each browser that has signed in has one."""

from contextlib import suppress
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from accounts.models import AccountClosed

UNKNOWN_IP = "0.0.0.0"  # noqa: S104 (stored where a request has none, for the column demands one)
MAX_LENGTH = UserSession._meta.get_field("user_agent").max_length
# How exactly the last use of a browser is stored, so that few requests write.
PRECISION = timedelta(hours=1)

# What browsers send, and their names; many claim to be another, so the first match counts.
BROWSERS = [
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet")),
    *(("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("CriOS", "Chrome")),
    ("Safari", "Safari"),
]
SYSTEMS = [
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
]


def in_words(user_agent: str) -> str:
    """Return a browser such as "Firefox on Windows"."""
    browser = next((name for part, name in BROWSERS if part in user_agent), "")
    system = next((name for part, name in SYSTEMS if part in user_agent), "")
    if browser and system:
        words = {"browser": browser, "system": system}
        return gettext("%(browser)s on %(system)s") % words
    return browser or system or gettext("An unknown browser")


def sessions_of(request) -> list[UserSession]:
    """Return the open sessions of the account that is signed in, the last used first.

    Each has `browser` in words; `known_ip`, from which it was used, or ""; and `is_framed`: whether
    it is one in pages of another site.
    """
    sessions = UserSession.objects.purge_and_list(request.user)
    for session in sessions:
        session.browser = in_words(session.user_agent)
        session.is_framed = session.data.get("framed", False)
        session.known_ip = "" if session.ip == UNKNOWN_IP else session.ip
    return sorted(sessions, key=lambda session: session.last_seen_at, reverse=True)


def note_use(request, *, is_framed=False):
    """Note that the account uses the browser of a request, unless that was noted lately.

    It also lists sessions that began before this list existed, or whose key has changed. For an
    account that was closed meanwhile, nothing is stored.
    """
    key, now = request.session.session_key, timezone.now()
    listed = UserSession.objects.filter(session_key=key, user=request.user)
    if not key or listed.filter(last_seen_at__gt=now - PRECISION).exists():
        return
    session = UserSession(
        session_key=key,
        user=request.user,
        ip=request.client_ip or UNKNOWN_IP,
        user_agent=request.headers.get("User-Agent", "")[:MAX_LENGTH],
        last_seen_at=now,
        data={"framed": True} if is_framed else {},
    )
    with suppress(AccountClosed), transaction.atomic():
        request.user.lock_open()
        UserSession.objects.bulk_create(
            [session],
            update_conflicts=True,
            unique_fields=["session_key"],
            update_fields=["user", "ip", "user_agent", "last_seen_at"],
        )


def end_session(request, pk: str):
    """End one session of the account that is signed in, by its id as a form sends it."""
    if pk.isascii() and pk.isdigit() and len(pk) < 19:
        for session in UserSession.objects.filter(pk=pk, user=request.user):
            session.end()


def end_other_sessions(request):
    """End all sessions of the account that is signed in, except the one of the request.

    Sessions that are not listed end, too.
    """
    with transaction.atomic():
        request.user.end_sessions()
        update_session_auth_hash(request, request.user)
        others = UserSession.objects.filter(user=request.user)
        for session in others.exclude(session_key=request.session.session_key):
            session.end()
        note_use(request)
