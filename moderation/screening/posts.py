"""Rules about the post that a comment is for."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.screening import hold
from moderation.models.house_rule import SPAM
from moderation.screening.rule import ConfigurableRule, Option
from moderation.screening.site import Site
from moderation.screening.texts import links_in

ONE_QUIET_DAY = _("one quiet day is enough")


class FirstComment(ConfigurableRule):
    """Holds newcomers' comments under posts that ask for it."""

    code = "first_comment"
    title = _("First comment")
    description = _("Hold a person's first comment, under posts that ask for it.")
    holds = replayable = under_lock = True

    def check(self, draft, options, facts):
        if draft.post.holds_first_comments and draft.is_first and not draft.is_by_staff_or_author:
            return hold()

    def reason(self, parameters):
        return gettext("It is your first comment here; a moderator looks at it first.")


class LateComment(ConfigurableRule):
    """Holds comments in conversations that ended: most of them are spam."""

    code = "late_comment"
    ground = SPAM
    title = _("Late comment")
    description = _("Hold a comment under a post where nobody has written for a long time.")
    options = {
        "link_days": Option(30, _("Quiet days until a link is held"), ONE_QUIET_DAY),
        "newcomer_days": Option(180, _("Quiet days until a first comment is held"), ONE_QUIET_DAY),
        "days": Option(365, _("Quiet days until every comment is held"), ONE_QUIET_DAY),
    }
    holds = replayable = under_lock = True

    def check(self, draft, options, facts):
        if draft.is_by_staff_or_author:
            return None
        quiet = draft.quiet_days
        if (
            quiet > options["days"]
            or (quiet > options["newcomer_days"] and draft.is_first)
            or (quiet > options["link_days"] and links_in(draft.html))
        ):
            return hold(days=quiet)

    def reason(self, parameters):
        return gettext("Nobody has written here for a long time; a moderator looks at it first.")

    def note(self, parameters):
        return gettext("quiet for %(days)d days") % {"days": parameters["days"]}


class HeldFirst(ConfigurableRule):
    """Holds every comment under posts that ask for it."""

    code = "held_first"
    title = _("Comments held first")
    description = _("Hold every comment under posts that ask for it.")
    holds = replayable = True

    def check(self, draft, options, facts):
        if draft.post.holds_comments and not draft.is_by_staff_or_author:
            return hold()

    def reason(self, parameters):
        return gettext("Under this post, a moderator reads every comment before it is shown.")


class OutsideHours(ConfigurableRule):
    """Holds comments outside the opening hours."""

    code = "outside_hours"
    title = _("Outside opening hours")
    description = _("Hold comments that come outside the hours in the settings of the blog.")
    holds = True

    def check(self, draft, options, facts):
        hours = Site.of(draft).opening_hours
        if hours and not hours.is_open_at(draft.now) and not draft.is_by_staff_or_author:
            return hold()

    def reason(self, parameters):
        return gettext(
            "It came outside the hours in which comments open; a moderator looks at it first."
        )
