"""Rate limits: how often something may be done.

No limit shuts everybody out. Each counts a person and a network; past the limit for the whole site,
every network, and everybody who has signed in, still has a small share of their own.

Acts that leave no row, or whose limits refuse before a row is made, are counted in the cache with
`RateLimit`; most limits stand at the end of this file. Acts that are stored are counted by their
rows with `seconds_left`, and the limits stand where the rows are (the screening rules, whose
options staff set, and edits in comments/models/pace.py).
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
    """A rate limit refuses: wait `seconds`; `refusal` is the sentence that says why."""

    def __init__(self, seconds, refusal):
        self.seconds = seconds
        sentence = gettext("%(refusal)s Try again in %(time)s.")
        super().__init__(sentence % {"refusal": refusal, "time": in_words(seconds)})


def in_words(seconds: int) -> str:
    """Return a waiting time such as "20 seconds" or "3 minutes"."""
    if seconds < 90:
        return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}
    minutes = ceil(seconds / 60)
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


# Counted in rows


def seconds_left(moment, seconds: int, *, now) -> int:
    """Return in how many seconds a moment is `seconds` old; 0 when it already is, or is None."""
    return max(0, ceil(seconds - (now - moment).total_seconds())) if moment else 0


# Counted in the cache


@dataclass(frozen=True)
class RateLimit:
    """The limits for one kind of act, counted in the cache that all workers share.

    An IPv6 address is counted with its /64 (`per_network`) and its /48 (`per_wide_network`), an
    IPv4 address with its /24. After `site_wide` acts, each wide network, and each person who has
    signed in, has only `share` of them.
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
        """Return the same limit for acts on one thing, counted separately."""
        return replace(self, name=f"{self.name}.{_digest(thing)}")

    def check(self, **who):
        """Count one more act, as `take` does. Raises RateLimitExceeded."""
        if wait := self.take(**who):
            raise RateLimitExceeded(wait, self.refusal)

    def take(self, *, person: str = "", ip: str | None = None, signed_in: bool = False) -> int:
        """Count one more act; return 0, or the seconds to wait when it is one too many.

        `person` is any text that identifies one person; "" is not counted. People who have signed
        in (`signed_in`) are counted separately and not by network, so that a flood from their
        network does not use up their share. Refused acts are not counted.
        """
        network, wide = ("", "") if signed_in else counted_networks(ip)
        limits = {f"person {person}": self.per_person} if person else {}
        if network:
            limits[f"network {network}"] = self.per_network
        if wide != network:
            limits[f"network {wide}"] = self.per_wide_network
        everybody, own = ("accounts", person) if signed_in else ("guests", wide)
        if self.site_wide:
            limits[f"all {everybody}"] = self.site_wide
        over = self._first_over(limits)
        if over == f"all {everybody}":
            over = self._first_over({f"share {everybody} {own}": self.share})
        return self.seconds - int(time.time()) % self.seconds if over else 0

    def _first_over(self, limits: dict[str, int]) -> str | None:
        """Count one more act for each; return the first key over its limit, if any.

        The keys after it are not counted.
        """
        keys = [self._key(who) for who in limits]
        counts = cache.count(keys, self.seconds) if keys else ()  # empty while the cache is down
        for position, (who, count) in enumerate(zip(limits, counts, strict=False)):
            if count > limits[who]:
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

# A forgotten password takes a few tries; a clinic signs in from one IP address. There is no
# site-wide limit: password checks are bounded in another way (accounts/password_checks.py).
SIGN_IN = RateLimit(
    "sign_in",
    seconds=15 * MINUTE,
    per_person=10,
    per_network=100,
    per_wide_network=200,
    refusal=_("You are signing in too often."),
)
# Codes after a right password: one of a million is right. An account's limit counts all networks
# together, because an attacker may use many; its owner then chooses another password.
SECOND_FACTOR = RateLimit(
    "second_factor",
    seconds=15 * MINUTE,
    per_person=20,
    per_network=100,
    per_wide_network=200,
    refusal=_("You are trying codes too often."),
)
# Tokens of other sites: valid ones count for their reader, who opens many pages, invalid ones for
# their network.
SITE_TOKEN = RateLimit(
    "site_token",
    seconds=15 * MINUTE,
    per_person=120,
    per_network=100,
    per_wide_network=200,
    refusal=_("You are signing in too often."),
)
# A sign-up makes an account and sends a mail. A school class signs up from one IP address.
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
# Each act sends a mail; mails per e-mail address are limited where they are sent.
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
# A download reads all that is stored about a person; nobody needs one every hour.
DOWNLOAD = RateLimit(
    "download",
    seconds=HOUR,
    per_person=5,
    per_network=60,
    per_wide_network=120,
    refusal=_("You are downloading your data too often."),
)
# A search is a query over all words; ten a second keep a core busy.
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
# A preview costs as much as sanitizing a comment; people press the button every few seconds at
# most.
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
# More reports than one careful reader, one office, and all moderators can handle.
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
# A program may announce each link of a long list; a service may act for many sites.
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
# How often pages of one host are fetched, no matter who names them; each network may name a few
# more.
WEBMENTION_SOURCE = replace(
    WEBMENTION,
    name="webmention_source",
    per_network=60,
    per_wide_network=90,
    site_wide=100,
    share=3,
)
# One appeal for each decision, written with care; a person with many removed comments may write
# many.
APPEAL = replace(REPORT, name="appeal", refusal=_("You are appealing too often."))
# Somebody may like many comments of a long conversation; a school shares one IP address.
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
# Somebody may hide many comments in a row; each act may store a new guest.
HIDE = replace(RECOMMEND, name="hide", refusal=_("You are hiding people too often."))
# A script sends one each time a reader leaves a conversation.
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
# Each act may send a mail to somebody who did not ask for it.
FOLLOW = replace(ACCOUNT_MAIL, name="follow")
# The law gives everybody this right, so other reports do not count against it.
LEGAL_NOTICE = replace(REPORT, name="legal_notice")
