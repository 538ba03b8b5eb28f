"""Rules about comments in quick succession."""

from datetime import timedelta

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.limits import HOUR, in_words, seconds_left
from accounts.networks import network_of, stored_networks_around
from comments.facts import ip, nth_newest, nth_newest_counted, nth_newest_of_all, sql_time
from comments.screening import Refusal
from moderation.screening.rule import ConfigurableRule, Option
from posts.models import Post

NO_LIMIT, NO_PAUSE = _("no limit"), _("no pause")


class TooFast(ConfigurableRule):
    """Refuses floods: by one author, from one network, and on the whole site.

    Many people share a network; for IPv6 it is a customer's /56, and the wide network around it is
    the /48 that anybody can rent. Above the site-wide limit, more than any team of moderators could
    handle, each person and network has a share, so that a flood shuts nobody out.
    """

    code = "too_fast"
    title = _("Too fast")
    description = _(
        "Refuse comments that follow each other too fast; newcomers also have a limit per hour."
    )
    version = 2
    options = {
        # Nobody writes two thoughtful comments faster.
        "seconds": Option(20, _("Seconds between two comments"), NO_PAUSE),
        "an_hour": Option(10, _("Comments per hour by a newcomer"), NO_LIMIT),
        "network_an_hour": Option(30, _("Comments per hour from a network"), NO_LIMIT),
        "wide_network_an_hour": Option(
            60, _("Comments per hour from a wide network (IPv6)"), NO_LIMIT
        ),
        "in_all_an_hour": Option(20_000, _("Comments per hour, whole site"), NO_LIMIT),
        "share_an_hour": Option(
            3, _("Comments per hour per person while the whole site is over its limit")
        ),
    }
    under_lock = replayable = True
    replay_note = _(
        "Networks are forgotten after some weeks: older comments are tried by their author alone."
    )

    def lookups(self, draft, options):
        if draft.is_by_staff_or_author or draft.editing:
            return {}
        own, network = by_same_author(draft), _from_network(draft)
        is_ipv6 = ":" in (draft.ip or "")
        queries = {
            "seconds": _nth(draft, own, 1, options["seconds"]),
            "an_hour": _nth(draft, own, options["an_hour"]),
            "network_an_hour": _nth(draft, network, options["network_an_hour"]),
        }
        if is_ipv6:
            wide = _from_wide_network(draft)
            queries["wide_network_an_hour"] = _nth(draft, wide, options["wide_network_an_hour"])
        if options["in_all_an_hour"] > 0:
            queries["in_all_an_hour"] = nth_newest_of_all(options["in_all_an_hour"])
        return {name: query for name, query in queries.items() if query is not None}

    def check(self, draft, options, facts):
        limits = ("an_hour", "network_an_hour", "wide_network_an_hour")
        names = limits if draft.is_by_newcomer else ()
        waits = [seconds_left(facts.get(name), HOUR, now=draft.now) for name in names]
        waits.append(seconds_left(facts.get("seconds"), options["seconds"], now=draft.now))
        if seconds_left(facts.get("in_all_an_hour"), HOUR, now=draft.now):
            crowd = facts["crowd"] if "crowd" in facts else self._crowd(draft, options)
            # During a site-wide flood, a person over their share has to wait.
            waits.append(min(seconds_left(moment, HOUR, now=draft.now) for moment in crowd))
        if (wait := max(waits)) > 0:
            text = gettext("That was fast. Please send it again in %(time)s.")
            return Refusal(text % {"time": in_words(wait)}, retry_after=wait)

    def reach(self, options):
        return timedelta(seconds=max(HOUR, options["seconds"]))

    def past_facts(self, draft, options, past):
        if draft.is_by_staff_or_author:
            return {}
        own, network, wide = past.by_author(draft), past.from_network(draft), past.from_wide(draft)
        in_all = past.nth_newest(past.everybody, options["in_all_an_hour"])
        share = past.nth_newest(wide if draft.person.is_guest else own, options["share_an_hour"])
        facts = {
            "seconds": past.nth_newest(own, 1, options["seconds"]),
            "an_hour": past.nth_newest(own, options["an_hour"]),
            "network_an_hour": past.nth_newest(network, options["network_an_hour"]),
            "in_all_an_hour": in_all,
            "crowd": [in_all, share],
        }
        if draft.is_ipv6:
            wide_limit = options["wide_network_an_hour"]
            facts["wide_network_an_hour"] = past.nth_newest(wide, wide_limit)
        return facts

    def _crowd(self, draft, options):
        """Return the moment of the comment that fills the site-wide limit of an hour, and of that
        which fills the author's share.

        Each account has a share, other people one for their wide network.
        """
        is_guest = draft.person.is_guest
        own = _from_wide_network(draft) if is_guest else by_same_author(draft)
        queries = {
            "in_all": nth_newest_counted(options["in_all_an_hour"]),
            "share": _nth(draft, own, options["share_an_hour"]),
        }
        queries = {name: query for name, query in queries.items() if query is not None}
        return Post.objects.filter(pk=draft.post.pk).values(**queries).get().values()


class StrangersInARow(ConfigurableRule):
    """Makes new guests of one network wait after one another.

    A school behind one IP address is let in one by one; returning people do not wait.
    """

    code = "strangers_in_a_row"
    title = _("New guests in a row")
    description = _(
        "Refuse new guests who follow each other too fast from one network, as one person may be."
    )
    options = {"seconds": Option(20, _("Seconds between two new guests"), NO_PAUSE)}
    under_lock = True

    def lookups(self, draft, options):
        customer = _from_customer(draft)
        if draft.person.pk or draft.editing or customer is None:
            return {}
        since = draft.now - timedelta(seconds=options["seconds"])
        condition, params = customer
        # `too_fast` handles the same name.
        strangers = (
            f"{condition} AND name <> %s AND {NEW_GUESTS}",
            [*params, draft.name, sql_time(since)],
        )
        return {"newest": _nth(draft, strangers, 1, options["seconds"])}

    def check(self, draft, options, facts):
        wait = seconds_left(facts.get("newest"), options["seconds"], now=draft.now)
        if wait > 0:
            text = gettext(
                "Somebody else in your network has just written for the first time. Please send it"
                " again in %(time)s."
            )
            return Refusal(text % {"time": in_words(wait)}, retry_after=wait)


def _nth(draft, comments, number, seconds=HOUR):
    """Return a query for `created` of the nth newest matching comment within `seconds`.

    `comments` is a condition in SQL with its parameters. It is None without a condition or a limit.
    """
    if comments is None or number <= 0:
        return None
    condition, params = comments
    return nth_newest(condition, params, number, draft.now - timedelta(seconds=seconds))


# SQL conditions that select comments, with their parameters.

HAS_NETWORK = "NOT (network = '')"  # as the condition of the index has it
NEWEST_WITHOUT_NETWORK = 20_000
NEW_GUESTS = "author_id IN (SELECT id FROM accounts_person WHERE user_id IS NULL AND created > %s)"


def by_same_author(draft):
    """Return SQL and parameters that select the author's comments.

    For a new guest they select those with the same name and network; None without a network.
    """
    if draft.person.pk:
        return _one_of("author_id", draft.person.same_author_ids())
    if (shared := _from_network(draft)) is None:
        return None
    condition, params = shared
    return f"{condition} AND name = %s", [*params, draft.name]


def _from_network(draft):
    """Return SQL and parameters that select comments from the draft's network; None if unknown."""
    network = network_of(draft.ip)
    return (f"{HAS_NETWORK} AND network = %s", [network]) if network else None


def _from_customer(draft):
    """Return SQL and parameters that select comments of one customer of a provider.

    An IPv4 network has several customers, so the IP address is compared; an IPv6 one has one.
    """
    shared = _from_network(draft)
    if shared is None or ":" in draft.ip:
        return shared
    condition, params = shared
    return f"{condition} AND address = %s", [*params, ip(draft.ip)]


def _from_wide_network(draft):
    """Return SQL and parameters that select comments from the wide network.

    Without an IP address they select comments that have none, among the newest: these are in no
    index.
    """
    if not network_of(draft.ip):
        condition = "network = '' AND id > (SELECT MAX(id) FROM comments_comment) - %s"
        return condition, [NEWEST_WITHOUT_NETWORK]
    condition, params = _one_of("network", stored_networks_around(draft.ip))
    return f"{HAS_NETWORK} AND {condition}", params


def _one_of(column, values):
    return f"{column} IN ({', '.join(['%s'] * len(values))})", values
