"""Rate limits: how often something may be done.

No limit shuts everybody out. Each counts a person and a network; past a number for the whole site,
every network keeps a small share of its own, and so does everybody who has signed in.

Acts that leave no row, or whose limits refuse before a row is made, are counted in the cache:
`RateLimit`, with all their numbers at the end of this file. Acts that are stored are counted in
their rows: `seconds_left`, with the numbers where the rows are (the screening rules, whose numbers
moderators change, and edits in comments/models/pace.py).
"""

import time
from dataclasses import dataclass, replace
from hashlib import blake2b
from math import ceil

from django.core.cache import cache
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.networks import counted_networks

MINUTE, HOUR = 60, 60 * 60  # seconds


class RateLimitExceeded(Exception):
    """A rate limit refuses; `seconds` is how long to wait, `refusal` says what was too often."""

    def __init__(self, seconds, refusal):
        self.seconds = seconds
        sentence = gettext("%(refusal)s Try again in %(time)s.")
        super().__init__(sentence % {"refusal": refusal, "time": in_words(seconds)})


def in_words(seconds: int) -> str:
    """Return a time to wait, such as "20 seconds" or "3 minutes"."""
    if seconds < 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


# Counted in rows


def seconds_left(moment, seconds: int, *, now) -> int:
    """Return in how many seconds a moment is `seconds` old; 0 when it is, or is None."""
    return max(0, ceil(seconds - (now - moment).total_seconds())) if moment else 0


# Counted in the cache


@dataclass(frozen=True)
class RateLimit:
    """Numbers for one kind of act, counted in the cache that all workers share.

    An IPv6 address is counted with its /64 (`per_network`) and its /48 (`per_wide_network`), an
    IPv4 address with its /24. `site_wide` is the number of acts from which on each wide network,
    or each person who has signed in, has only `share` of them.
    """

    name: str
    seconds: int
    per_person: int
    per_network: int
    per_wide_network: int
    site_wide: int | None = None
    share: int = 0
    refusal: str = _("You are doing this too often.")

    def about(self, thing: str) -> "RateLimit":
        """Return the same limit for acts that concern one thing, which are counted apart."""
        return replace(self, name=f"{self.name}.{_digest(thing)}")

    def check(self, **who):
        """Count one more act, as `take` does. Raises RateLimitExceeded."""
        if wait := self.take(**who):
            raise RateLimitExceeded(wait, self.refusal)

    def take(self, *, person: str = "", ip: str | None = None, signed_in: bool = False) -> int:
        """Count one more act; return 0, or the seconds to wait when it is one too many.

        `person` is any text that is one person's; "" is not counted. People who have signed in
        (`signed_in`) are counted apart from the rest and not by network, so that a flood of
        strangers in their network takes nothing from them. Refused acts count no further.
        """
        network, wide = ("", "") if signed_in else counted_networks(ip)
        numbers = {f"person {person}": self.per_person} if person else {}
        if network:
            numbers[f"network {network}"] = self.per_network
        if wide != network:
            numbers[f"network {wide}"] = self.per_wide_network
        everybody, own = ("accounts", person) if signed_in else ("guests", wide)
        if self.site_wide:
            numbers[f"all {everybody}"] = self.site_wide
        over = self._first_over(numbers)
        if over == f"all {everybody}":
            over = self._first_over({f"share {everybody} {own}": self.share})
        return self.seconds - int(time.time()) % self.seconds if over else 0

    def _first_over(self, numbers: dict[str, int]) -> str | None:
        """Count one more act for each; return the first that has more than its number, if any.

        What comes after that one is not counted.
        """
        keys = [self._key(who) for who in numbers]
        counts = cache.count(keys, self.seconds) if keys else ()  # none while the cache is away
        for position, (who, count) in enumerate(zip(numbers, counts, strict=False)):
            if count > numbers[who]:
                if later := keys[position + 1 :]:
                    cache.uncount(later)
                return who
        return None

    def _key(self, who):
        window = int(time.time()) // self.seconds
        return f"limit.{self.name}.{_digest(who)}.{window}"


def _digest(name):
    return blake2b(name.encode(), digest_size=12).hexdigest()  # no names in the cache


# The limits

# A forgotten password takes a few tries; a clinic signs in from one address. No number for the
# site: a password check is bounded in another way (accounts/password_checks.py).
SIGN_IN = RateLimit(
    "sign_in",
    seconds=15 * MINUTE,
    per_person=10,
    per_network=100,
    per_wide_network=200,
    refusal=_("You are signing in too often."),
)
# Codes after a right password: one number of a million is right. An account's limit counts all
# networks together, because an attacker may use many; its owner then chooses another password.
SECOND_FACTOR = RateLimit(
    "second_factor",
    seconds=15 * MINUTE,
    per_person=20,
    per_network=100,
    per_wide_network=200,
    refusal=_("You are trying codes too often."),
)
# Tokens of other sites: good ones count for their reader, who opens many pages, bad ones for their
# network.
SITE_TOKEN = RateLimit(
    "site_token",
    seconds=15 * MINUTE,
    per_person=120,
    per_network=100,
    per_wide_network=200,
    refusal=_("You are signing in too often."),
)
# Each makes an account and sends a mail. A class signs up from one address.
SIGN_UP = RateLimit(
    "sign_up",
    seconds=HOUR,
    per_person=10,
    per_network=40,
    per_wide_network=80,
    site_wide=1_000,
    share=3,
    refusal=_("You are signing up too often."),
)
# Each sends a mail; how many one e-mail gets is limited where it is sent.
ACCOUNT_MAIL = RateLimit(
    "account_mail",
    seconds=HOUR,
    per_person=10,
    per_network=60,
    per_wide_network=120,
    site_wide=1_000,
    share=5,
    refusal=_("You are asking for e-mails too often."),
)
# Links that were sent by mail; nobody guesses one, but everybody may try.
LINK = RateLimit(
    "link",
    seconds=15 * MINUTE,
    per_person=30,
    per_network=100,
    per_wide_network=200,
    refusal=_("You are opening such links too often."),
)
# Each reads all that is stored about a person; nobody needs it every hour.
DOWNLOAD = RateLimit(
    "download",
    seconds=HOUR,
    per_person=5,
    per_network=60,
    per_wide_network=120,
    refusal=_("You are downloading your data too often."),
)
# Each search is a query over all words; ten a second keep a core busy.
SEARCH = RateLimit(
    "search",
    seconds=MINUTE,
    per_person=60,
    per_network=60,
    per_wide_network=120,
    site_wide=600,
    share=6,
    refusal=_("You are searching too often."),
)
# A preview costs as much as sanitizing a comment; people press it every few seconds at most.
PREVIEW = RateLimit(
    "preview",
    seconds=MINUTE,
    per_person=20,
    per_network=60,
    per_wide_network=120,
    site_wide=1_200,
    share=6,
    refusal=_("You are asking for previews too often."),
)
# More than anybody reads with care, than an office does, than moderators can look after.
REPORT = RateLimit(
    "report",
    seconds=HOUR,
    per_person=20,
    per_network=60,
    per_wide_network=120,
    site_wide=2_000,
    share=5,
    refusal=_("You are reporting too often."),
)
# A program that tells of each link in a long list; a service may speak for many sites.
WEBMENTION = RateLimit(
    "webmention",
    seconds=HOUR,
    per_person=100,
    per_network=100,
    per_wide_network=200,
    site_wide=1_000,
    share=5,
    refusal=_("You are sending Webmentions too often."),
)
# Pages of one host that are read here, of all who name them; each network may name a few more.
WEBMENTION_SOURCE = replace(
    WEBMENTION,
    name="webmention_source",
    per_network=60,
    per_wide_network=90,
    site_wide=100,
    share=3,
)
# One for each decision, written with care; somebody whose comments were removed may write many.
APPEAL = replace(REPORT, name="appeal", refusal=_("You are appealing too often."))
# Of a long conversation somebody may like very much; a school shares one IP address.
RECOMMEND = RateLimit(
    "recommend",
    seconds=HOUR,
    per_person=200,
    per_network=1_200,
    per_wide_network=2_400,
    site_wide=30_000,
    share=30,
    refusal=_("You are recommending too often."),
)
# Somebody tidies up what they read; each may store a new guest.
HIDE = replace(RECOMMEND, name="hide", refusal=_("You are hiding people too often."))
# A script says it each time that a conversation is left.
VISIT = RateLimit("visit", seconds=MINUTE, per_person=60, per_network=600, per_wide_network=1_200)
# An owner who sets up the mail server tries a few times.
TEST_MAIL = RateLimit(
    "test_mail",
    seconds=15 * MINUTE,
    per_person=10,
    per_network=20,
    per_wide_network=20,
    refusal=_("You are sending test mail too often."),
)
# Each may send a mail to somebody who did not ask for it.
FOLLOW = replace(ACCOUNT_MAIL, name="follow")
# The law gives everybody the right to one: nothing that other reports do uses them up.
LEGAL_NOTICE = replace(REPORT, name="legal_notice")
