"""Rules about people who are new here or have no account; owners switch them on.

Each cites a house rule that an owner chooses, with a sentence of theirs. To hold one person's
comments first, moderators use that person's page.
"""

from datetime import timedelta

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comments.rules import State
from comments.screening import hold
from moderation.models import RuleText
from moderation.models.rule_text import TEXT
from moderation.screening.rule import ConfigurableRule, Option


class PeopleRule(ConfigurableRule):
    """A rule that holds comments because of their author; never those of staff."""

    default_state = State.OFF
    holds = cites = True

    def check(self, draft, options, facts):
        if not draft.is_by_staff_or_author and self.covers(draft, options):
            return hold(**options)

    def covers(self, draft, options) -> bool:
        """Return whether the author of a draft is one of these people."""
        raise NotImplementedError

    def reasons(self, many):
        texts = RuleText.objects.read({parameters.get(TEXT) for parameters in many})
        cited = [texts.get(parameters.get(TEXT)) for parameters in many]
        return [
            text.reason if text else self.plain_reason(parameters)
            for text, parameters in zip(cited, many, strict=True)
        ]

    def reason(self, parameters):
        return self.reasons([parameters])[0]

    def plain_reason(self, parameters) -> str:
        """Return the sentence for the author if no owner has written one."""
        raise NotImplementedError


class Newcomer(PeopleRule):
    """Holds comments by people whose first comment was published less than a day ago."""

    code = "newcomer"
    title = _("Newcomers")
    description = _(
        "Hold the comments of people whose first one was published less than a day ago, or not yet."
    )
    replayable = under_lock = True

    def covers(self, draft, options):
        return draft.is_by_newcomer

    def plain_reason(self, parameters):
        return gettext("You are new here; a moderator looks at it first.")


class Guest(PeopleRule):
    """Holds comments by people without an account."""

    code = "guest"
    title = _("Guests")
    description = _("Hold the comments of people without an account.")

    def covers(self, draft, options):
        return draft.person.is_guest

    def plain_reason(self, parameters):
        return gettext("You have no account here; a moderator looks at it first.")


class YoungAccount(PeopleRule):
    """Holds comments by people with an account in its first days."""

    code = "young_account"
    title = _("Young accounts")
    description = _("Hold the comments of accounts that were made less than some days ago.")
    replayable = True
    options = {"days": Option(7, _("Days until an account is no longer young"))}

    def covers(self, draft, options):
        account = draft.person.account
        age = timedelta(days=options["days"])
        return account is not None and draft.now - account.date_joined < age

    def plain_reason(self, parameters):
        text = ngettext(
            "Your account is less than a day old; a moderator looks at it first.",
            "Your account is less than %(days)d days old; a moderator looks at it first.",
            parameters["days"],
        )
        return text % {"days": parameters["days"]}
