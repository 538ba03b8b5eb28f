"""Rules about the post that a comment is for."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comments.screening import hold
from moderation.screening.rule import ConfigurableRule, Number
from moderation.screening.texts import links_in

ONE_QUIET_DAY = gettext_lazy("one quiet day is enough")


class FirstComment(ConfigurableRule):
    """Holds what newcomers write under posts that ask for it."""

    code = "first_comment"
    title = gettext_lazy("First comment")
    description = gettext_lazy("Hold a person's first comment, under posts that ask for it.")
    holds = replayable = under_lock = True

    def check(self, draft, numbers, facts):
        if draft.post.holds_first_comments and draft.is_first and not draft.is_by_staff_or_author:
            return hold()

    def reason(self, parameters):
        return _("It is your first comment here; a moderator looks at it first.")


class LateComment(ConfigurableRule):
    """Holds comments in conversations that ended: most of them are spam."""

    code = "late_comment"
    title = gettext_lazy("Late comment")
    description = gettext_lazy(
        "Hold a comment under a post where nobody has written for a long time."
    )
    numbers = {
        "link_days": Number(30, gettext_lazy("Quiet days until a link is held"), ONE_QUIET_DAY),
        "newcomer_days": Number(
            180, gettext_lazy("Quiet days until a first comment is held"), ONE_QUIET_DAY
        ),
        "days": Number(365, gettext_lazy("Quiet days until every comment is held"), ONE_QUIET_DAY),
    }
    holds = replayable = under_lock = True

    def check(self, draft, numbers, facts):
        if draft.is_by_staff_or_author:
            return None
        quiet = draft.quiet_days
        if (
            quiet > numbers["days"]
            or (quiet > numbers["newcomer_days"] and draft.is_first)
            or (quiet > numbers["link_days"] and links_in(draft.html))
        ):
            return hold(days=quiet)

    def reason(self, parameters):
        return _("Nobody has written here for a long time; a moderator looks at it first.")

    def note(self, parameters):
        return _("quiet for %(days)d days") % {"days": parameters["days"]}


class HeldFirst(ConfigurableRule):
    """Holds every comment under posts that ask for it."""

    code = "held_first"
    title = gettext_lazy("Comments held first")
    description = gettext_lazy("Hold every comment under posts that ask for it.")
    holds = replayable = True

    def check(self, draft, numbers, facts):
        if draft.post.holds_comments and not draft.is_by_staff_or_author:
            return hold()

    def reason(self, parameters):
        return _("Under this post, a moderator reads every comment before it shows.")
