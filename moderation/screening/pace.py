"""Rules about how fast comments follow each other."""

from datetime import timedelta

from django.db.models import Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.limits import in_words, seconds_left
from accounts.networks import network_of, stored_networks_around
from comments.models import Comment
from comments.screening import Refusal
from moderation.screening.rule import ConfigurableRule, Number

HOUR_SECONDS = 60 * 60
NO_LIMIT, NO_PAUSE = gettext_lazy("no limit"), gettext_lazy("no pause")


class TooFast(ConfigurableRule):
    """Refuses floods, of one author, of one network and of the whole site.

    Many people share a network; for IPv6 it is a customer's /56, and the wide network around it
    is the /48 that anybody can rent. Above the number in all, more than any team of moderators
    could handle, each person and network has a share, so that a flood shuts nobody out.
    """

    code = "too_fast"
    title = gettext_lazy("Too fast")
    description = gettext_lazy(
        "Refuse comments that follow each other too fast; newcomers also have a limit per hour."
    )
    version = 2
    numbers = {
        # Nobody writes two thoughtful comments faster.
        "seconds": Number(20, gettext_lazy("Seconds"), NO_PAUSE),
        "an_hour": Number(10, gettext_lazy("An hour"), NO_LIMIT),
        "network_an_hour": Number(30, gettext_lazy("Network an hour"), NO_LIMIT),
        "wide_network_an_hour": Number(60, gettext_lazy("Wide network an hour"), NO_LIMIT),
        "in_all_an_hour": Number(20_000, gettext_lazy("In all an hour"), NO_LIMIT),
        "share_an_hour": Number(3, gettext_lazy("Share an hour")),
    }
    under_lock = True

    def lookups(self, draft, numbers):
        if draft.is_by_staff_or_author or draft.editing:
            return {}
        own, network = _by_same_author(draft), _from_network(draft)
        wide = _from_wide_network(draft)
        is_ipv6 = ":" in (draft.address or "")
        share = wide if draft.person.is_guest else Comment.objects.by(draft.person)
        in_hour = {
            "an_hour": own,
            "network_an_hour": network,
            "wide_network_an_hour": wide if is_ipv6 else None,
            "share_an_hour": share,
        }
        rows = {name: _nth(draft, comments, numbers[name]) for name, comments in in_hour.items()}
        rows["seconds"] = _nth(draft, own, 1, numbers["seconds"])
        rows["in_all_an_hour"] = _nth_of_all(numbers["in_all_an_hour"])
        return {name: newest for name, newest in rows.items() if newest is not None}

    def check(self, draft, numbers, facts):
        def left(name, seconds=HOUR_SECONDS):
            return seconds_left(facts.get(name), seconds, now=draft.now)

        waits = [left("seconds", numbers["seconds"])]
        waits.append(min(left("in_all_an_hour"), left("share_an_hour")))
        if draft.is_newcomers:
            waits += map(left, ("an_hour", "network_an_hour", "wide_network_an_hour"))
        if (wait := max(waits)) > 0:
            text = _("That was fast. Please send it again in %(time)s.")
            return Refusal(text % {"time": in_words(wait)}, retry_after=wait)


class StrangersInARow(ConfigurableRule):
    """Refuses new guests of one network for a moment after another.

    A school behind one IP address is let in one by one; returning people do not wait.
    """

    code = "strangers_in_a_row"
    title = gettext_lazy("Strangers in a row")
    description = gettext_lazy(
        "Refuse new guests who follow each other too fast from one network, as one person may be."
    )
    numbers = {"seconds": Number(20, gettext_lazy("Seconds"), NO_PAUSE)}
    under_lock = True

    def lookups(self, draft, numbers):
        customer = _from_customer(draft)
        if draft.person.pk or draft.editing or customer is None:
            return {}
        since = draft.now - timedelta(seconds=numbers["seconds"])
        strangers = customer.filter(author__user=None, author__created__gt=since)
        others = strangers.exclude(name=draft.name)  # `too_fast` covers the same name
        return {"newest": _nth(draft, others, 1, numbers["seconds"])}

    def check(self, draft, numbers, facts):
        wait = seconds_left(facts.get("newest"), numbers["seconds"], now=draft.now)
        if wait > 0:
            text = _(
                "Somebody else in your network has just written for the first time. Please send it"
                " again in %(time)s."
            )
            return Refusal(text % {"time": in_words(wait)}, retry_after=wait)


def _nth(draft, comments, number, seconds=HOUR_SECONDS):
    """Return the query for when the nth newest of the comments of the last seconds was made.

    None without comments to count or without a limit.
    """
    if comments is None or number <= 0:
        return None
    since = draft.now - timedelta(seconds=seconds)
    newest = comments.filter(created__gt=since).order_by("-created")
    return newest.values("created")[number - 1 : number]


def _nth_of_all(number):
    """Return the query for when the nth newest comment of the site was made; None for no limit.

    Ids are read, no comment is counted.
    """
    if number <= 0:
        return None
    newest = Comment.objects.order_by("-pk").values("pk")[:1]
    earlier = Comment.objects.filter(pk__lte=Subquery(newest) + 1 - number).order_by("-pk")
    return earlier.values("created")[:1]


def _by_same_author(draft):
    """Return the author's comments; of a new guest, those of the same name and network."""
    if draft.person.pk:
        return Comment.objects.by(draft.person)
    network = _from_network(draft)
    return None if network is None else network.filter(name=draft.name)


def _from_network(draft):
    """Return the comments of the draft's network, or None when it is not known."""
    network = network_of(draft.address)
    return Comment.objects.filter(network=network) if network else None


def _from_customer(draft):
    """Return the comments of one customer: an IPv4 network has several, an IPv6 one does not."""
    shared = _from_network(draft)
    if shared is None or ":" in draft.address:
        return shared
    return shared.filter(address=draft.address)


def _from_wide_network(draft):
    """Return the comments of the wide network; with no IP address, those that have none."""
    return Comment.objects.filter(network__in=stored_networks_around(draft.address))
