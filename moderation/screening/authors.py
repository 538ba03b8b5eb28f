"""Rules about moderators' decisions on an author."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.screening import Refusal, hold
from moderation.models import Action, AuthorWarning, Ban, Restriction
from moderation.screening.rule import ConfigurableRule
from moderation.screening.site import Site
from posts.dates import day_and_time


class Banned(ConfigurableRule):
    """Refuses comments from a banned author, e-mail address or network."""

    code = "banned"
    title = _("Banned")
    description = _("Refuse a comment whose author, e-mail or network is banned.")
    under_lock = True

    def lookups(self, draft, options):
        person = draft.person if draft.person.pk else None
        ban = Ban.objects.query_in_force(person=person, email=draft.email, ip=draft.ip)
        return {"ban": ban} if ban else {}

    def check(self, draft, options, facts):
        if not facts.get("ban"):
            return None
        ban = Ban.objects.get(pk=facts["ban"])
        if ban.until is None:
            text = gettext(
                "You are permanently banned from commenting here. The reason: %(reason)s"
            )
            return Refusal(text % {"reason": ban.reason})
        text = gettext("You are banned from commenting here until %(time)s. The reason: %(reason)s")
        time = day_and_time(ban.until, Site.of(draft).zone)
        return Refusal(text % {"time": time, "reason": ban.reason})


class UnreadWarning(ConfigurableRule):
    """Refuses a comment until its author has read a moderator's warning."""

    code = "unread_warning"
    title = _("Unread warning")
    description = _("Refuse a comment until its author has read a moderator's warning.")
    under_lock = True

    def lookups(self, draft, options):
        if draft.person.pk is None:
            return {}
        return {"warning": AuthorWarning.objects.unacknowledged(draft.person).values("pk")[:1]}

    def check(self, draft, options, facts):
        if facts.get("warning"):
            return Refusal(
                gettext(
                    "A moderator left you a message about an earlier comment. Please read it before"
                    " you comment again."
                ),
                read_first=reverse("moderation:warnings"),
            )


class HeldByModerator(ConfigurableRule):
    """Holds the comments of a person whose comments a moderator has restricted for a while."""

    code = "author_held_first"
    title = _("Author held first")
    description = _("Hold a comment whose author a moderator reads first, until the day they set.")
    holds = under_lock = True

    def lookups(self, draft, options):
        if draft.person.pk is None:
            return {}
        return {"hold": Restriction.objects.of(draft.person, Action.HOLD_FIRST).values("pk")[:1]}

    def check(self, draft, options, facts):
        if facts.get("hold"):
            return hold(restriction=facts["hold"])

    def reason(self, parameters):
        related = Restriction.objects.select_related("decision__house_rule")
        restriction = related.get(pk=parameters["restriction"])
        text = gettext(
            "Until %(day)s a moderator reads your comments before they appear. The reason:"
            " %(reason)s"
        )
        return text % {"day": restriction.last_day, "reason": restriction.decision.sentence}
