"""The screening rules: each reads a draft and returns a finding, or None when it has no objection.

A rule is defined with its version, its numbers and the sentences the author reads. Its switch and
other numbers may be set in the admin: the `Rule` row of the function's name.
"""

import re
from datetime import timedelta
from functools import wraps
from html import unescape
from types import SimpleNamespace
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.db.models import Q, Subquery
from django.urls import reverse

from accounts.limits import in_words, seconds_left
from accounts.networks import network_of, stored_networks_around
from comments.models import Comment
from comments.screening import hold, refuse
from moderation.models import AuthorWarning, Ban, Rule
from moderation.screening.imitation import bare_skeleton, imitates, skeleton, words
from moderation.screening.staff_titles import carries_staff_mark, claims_staff_title
from posts.models import Blog

RULES = {}  # by name, in the order of this file


class Number(NamedTuple):
    """A number of a rule: its default, and the meaning of 0."""

    default: int
    zero: str = ""  # empty: 0 means nothing, so 1 is the least

    @property
    def least(self) -> int:
        return 0 if self.zero else 1


def rule(version=1, again=False, holds=False, **limits):
    """Make a screening rule of a function that takes a draft and the numbers; `limits` are those,
    each a Number.

    `again`: two drafts at once could both pass it, so it runs once more under the lock.
    `holds`: it holds comments for a moderator, whose queue can be filtered by the rule's name.
    """
    numbers = {name: limit.default for name, limit in limits.items()}

    def register(judge):
        @wraps(judge)
        def screen(draft):
            row = _rows(draft).get(judge.__name__)
            if row is None:
                return judge(draft, SimpleNamespace(**numbers))
            return judge(draft, SimpleNamespace(**numbers | row.numbers)) if row.is_on else None

        screen.version, screen.again, screen.limits = version, again, limits
        screen.title, screen.holds = title_of(judge.__name__), holds
        RULES[judge.__name__] = screen
        return screen

    return register


def title_of(name: str) -> str:
    """Return the title of a rule for moderators; the rule may no longer exist."""
    return name.replace("_", " ").capitalize()


def _rows(draft):
    if "rules" not in draft.shared:
        draft.shared["rules"] = Rule.objects.by_name()
    return draft.shared["rules"]


# Rules that refuse.


@rule()
def empty_to_the_eye(draft, numbers):
    """Refuse a comment of which nothing would be seen, such as markup without words."""
    if not draft.text.visible:
        return refuse("Nothing of this would be seen. Please write something.")


# Labels of our own buttons: as a name, they would change the meaning of a sentence.
BUTTON_LABELS = frozenset(
    bare_skeleton(label)
    for label in (
        *("Reply", "Report", "Report abuse", "Leave a reply", "Leave a comment", "Preview", "Send"),
        *("Edit", "Delete", "Cancel", "Submit", "Sign in", "Sign out", "Log in", "Log out"),
    )
)

# Advice for a name that looks like one of staff.
CHOOSE_ANOTHER_NAME = "Please sign with another name, or sign in if it is yours."


@rule()
def named_like_a_label(draft, numbers):
    """Refuse a name that is a button's label here: the form would say "Leave a reply to Reply"."""
    if bare_skeleton(draft.name) in BUTTON_LABELS:
        return refuse(f"“{draft.name}” is a word of our own buttons. Please sign with a name.")


@rule()
def imitates_staff(draft, numbers):
    """Refuse a name that looks like that of a member of staff, in any script."""
    if draft.is_by_staff_or_author or draft.editing:
        return None
    blog_name = Blog.objects.current().name
    if claims_staff_title(draft.name, blog_name) or carries_staff_mark(draft.name):
        return refuse(f"“{draft.name}” sounds like one of our staff. {CHOOSE_ANOTHER_NAME}")
    if _is_name_of_staff(draft):
        return refuse(
            f"“{draft.name}” looks like the name of one of our staff. {CHOOSE_ANOTHER_NAME}"
        )


def _is_name_of_staff(draft):
    people = get_user_model().objects.only("username", "display_name")
    staff = people.filter(Q(is_staff=True) | Q(pk=draft.post.author_id))
    names = {name for user in staff for name in (str(user), user.get_username()) if words(name)}
    return any(_looks_like(draft.name, name) for name in names) or any(
        # A capital may look like another letter's: Н like H, but not н like h.
        _looks_like(draft.name.casefold(), name.casefold())
        for name in names
    )


def _looks_like(signature, name):
    # Of a first name alone, accents count: Möna is not Mona.
    return imitates(signature, name) if " " in name else skeleton(signature) == skeleton(name)


@rule()
def banned(draft, numbers):
    """Refuse a comment whose author, e-mail or network is banned."""
    person = draft.person if draft.person.pk else None
    ban = Ban.objects.in_force(person=person, email=draft.email, address=draft.address)
    if ban is None:
        return None
    until = f"until {_date_and_time(ban.until)}" if ban.until else "for good"
    return refuse(f"You cannot write here {until}. The reason: {ban.reason}", f"ban {ban.pk}")


@rule()
def unread_warning(draft, numbers):
    """Refuse a comment until its author has read a moderator's warning."""
    if draft.person.pk is None:
        return None
    if AuthorWarning.objects.unacknowledged(draft.person).exists():
        return refuse(
            "A moderator left you a word about an earlier comment. Please read it before you"
            " write on.",
            read_first=reverse("moderation:warnings"),
        )


HOUR_SECONDS = 60 * 60


# Nobody writes two thoughtful comments faster. Many people share a network; for IPv6 it is a
# customer's /56, and the wide network around it is the /48 that anybody can rent. Above the number
# in all, more than any team of moderators could handle, each person and network has a share.
@rule(
    version=2,
    again=True,
    seconds=Number(20, zero="no pause"),
    an_hour=Number(10, zero="no limit"),
    network_an_hour=Number(30, zero="no limit"),
    wide_network_an_hour=Number(60, zero="no limit"),
    in_all_an_hour=Number(20_000, zero="no limit"),
    share_an_hour=Number(3),
)
def too_fast(draft, numbers):
    """Refuse comments that follow each other too fast; newcomers also have a limit per hour."""
    if draft.is_by_staff_or_author or draft.editing:
        return None
    own = _moments(
        draft, _by_same_author(draft), max(HOUR_SECONDS, numbers.seconds), numbers.an_hour or 1
    )
    waits = [_seconds_left(draft, own, 1, numbers.seconds), _crowded_seconds_left(draft, numbers)]
    if draft.is_newcomers:
        shared = _moments(draft, _from_network(draft), HOUR_SECONDS, numbers.network_an_hour)
        waits.append(_seconds_left(draft, own, numbers.an_hour, HOUR_SECONDS))
        waits.append(_seconds_left(draft, shared, numbers.network_an_hour, HOUR_SECONDS))
        waits.append(_wide_network_seconds_left(draft, numbers.wide_network_an_hour))
    wait = max(waits)
    if wait > 0:
        return refuse(f"That was fast. Please send it again in {in_words(wait)}.", retry_after=wait)


# A school behind one IP address is let in one by one; returning people do not wait.
@rule(again=True, seconds=Number(20, zero="no pause"))
def strangers_in_a_row(draft, numbers):
    """Refuse new guests who follow each other too fast from one network, as one person may be."""
    if draft.person.pk or draft.editing:
        return None
    since = draft.now - timedelta(seconds=numbers.seconds)
    strangers = _from_customer(draft).filter(author__user=None, author__created__gt=since)
    others = strangers.exclude(name=draft.name)  # `too_fast` covers the same name
    wait = _seconds_left(draft, _moments(draft, others, numbers.seconds, 1), 1, numbers.seconds)
    if wait > 0:
        return refuse(
            "Somebody else in your network has just written for the first time."
            f" Please send it again in {in_words(wait)}.",
            retry_after=wait,
        )


def _moments(draft, comments, seconds, most):
    """Return when up to `most` of the comments were made in the last seconds, newest first."""
    since = draft.now - timedelta(seconds=seconds)
    recent = comments.filter(created__gt=since).order_by("-created")
    return list(recent.values_list("created", flat=True)[:most])


def _seconds_left(draft, moments, limit, seconds):
    """Return the seconds until fewer than `limit` moments are that recent; a limit of 0 is none."""
    if not 0 < limit <= len(moments):
        return 0
    return seconds_left(moments[limit - 1], seconds, now=draft.now)


def _wide_network_seconds_left(draft, limit):
    """Return the seconds to wait for the /48 of an IPv6 address; IPv4 has no wide network."""
    if ":" not in (draft.address or ""):
        return 0
    around = Comment.objects.filter(network__in=stored_networks_around(draft.address))
    return _seconds_left(draft, _moments(draft, around, HOUR_SECONDS, limit), limit, HOUR_SECONDS)


def _crowded_seconds_left(draft, numbers):
    """Return the seconds until the author may write while the whole site gets too much.

    Each account has a share, other people one for their wide network, so that a flood does not
    shut everybody out.
    """
    wait = _flood_seconds_left(draft, numbers.in_all_an_hour)
    if wait <= 0:
        return 0
    if not draft.person.is_guest:
        own = Comment.objects.by(draft.person)
    else:
        own = Comment.objects.filter(network__in=stored_networks_around(draft.address))
    share = numbers.share_an_hour
    return min(
        wait, _seconds_left(draft, _moments(draft, own, HOUR_SECONDS, share), share, HOUR_SECONDS)
    )


def _flood_seconds_left(draft, limit):
    """Return the seconds until the whole site is below the limit; ids are read, none is counted."""
    if limit <= 0:
        return 0
    # Read once a draft: among thousands of comments the few stored since make no difference.
    if "flood" not in draft.shared:
        newest = Comment.objects.order_by("-pk").values("pk")[:1]
        earlier = Comment.objects.filter(pk__lte=Subquery(newest) + 1 - limit).order_by("-pk")
        draft.shared["flood"] = list(earlier.values_list("created", flat=True)[:1])
    return _seconds_left(draft, draft.shared["flood"], 1, HOUR_SECONDS)


def _by_same_author(draft):
    """Return the author's comments; of a new guest, those of the same name and network."""
    if draft.person.pk:
        return Comment.objects.by(draft.person)
    return _from_network(draft).filter(name=draft.name)


def _from_customer(draft):
    """Return the comments of one customer: an IPv4 network has several, an IPv6 one does not."""
    shared = _from_network(draft)
    return shared if ":" in (draft.address or "") else shared.filter(address=draft.address)


def _from_network(draft):
    network = network_of(draft.address)
    return Comment.objects.filter(network=network) if network else Comment.objects.none()


# A shorter text ("Thank you!") may be sent twice, but not in the same place.
@rule(again=True, minutes=Number(10), letters=Number(40, zero="short words are no exception"))
def same_words_again(draft, numbers):
    """Refuse the same words by the same person within minutes: a mistake, or advertising."""
    words = draft.text.visible.casefold()
    if draft.editing or not draft.person.pk or not words:
        return None
    since = draft.now - timedelta(minutes=numbers.minutes)
    recent = Comment.objects.by(draft.person).filter(created__gt=since, erased=None)
    if len(draft.text.visible) < numbers.letters:
        recent = recent.filter(post=draft.post, parent=draft.parent)
    for comment in recent.exclude(status=Comment.Status.WITHDRAWN).order_by("-created")[:50]:
        if comment.text.visible.casefold() == words:
            return refuse("You have just said this.", stands=comment)


# Rules that hold.

LINK_HREF = re.compile(r'<a [^>]*?href="([^"]*)"')


@rule(holds=True, links=Number(1, zero="the first link holds"))
def many_links(draft, numbers):
    """Hold a comment with many links: they are common in advertising."""
    links = _links(draft.html)
    if len(links) > numbers.links and not draft.is_by_staff_or_author:
        many = "a link" if len(links) == 1 else f"{len(links)} links"
        return hold(f"It has {many}; a moderator looks at it first.", "\n".join(links))


def _links(html):
    return [unescape(url) for url in LINK_HREF.findall(html)]


@rule(holds=True)
def first_comment(draft, numbers):
    """Hold a person's first comment, under posts that ask for it."""
    if draft.post.holds_first_comments and draft.is_first and not draft.is_by_staff_or_author:
        return hold("It is your first comment here; a moderator looks at it first.")


# The blog once got spam under a post of 2010 that nobody had answered for years.
@rule(
    holds=True,
    link_days=Number(30, zero="one quiet day is enough"),
    newcomer_days=Number(180, zero="one quiet day is enough"),
    days=Number(365, zero="one quiet day is enough"),
)
def late_comment(draft, numbers):
    """Hold a comment under a post where nobody has written for a long time."""
    if draft.is_by_staff_or_author:
        return None
    if (draft.now - draft.post.published_at).days <= min(vars(numbers).values()):
        return None  # a young post cannot have been quiet for long
    quiet = Comment.objects.quiet_days(draft.post, draft.now)
    if (
        quiet > numbers.days
        or (quiet > numbers.newcomer_days and draft.is_first)
        or (quiet > numbers.link_days and _links(draft.html))
    ):
        return hold(
            "Nobody has written here for a long time; a moderator looks at it first.",
            f"quiet for {quiet} days",
        )


@rule(holds=True)
def held_first(draft, numbers):
    """Hold every comment under posts that ask for it."""
    if draft.post.holds_comments and not draft.is_by_staff_or_author:
        return hold("Under this post, a moderator reads every comment before it shows.")


def _date_and_time(moment):
    local = moment.astimezone(Blog.objects.current().zone)
    return f"{local:%B} {local.day}, {local:%Y at %H:%M}"
