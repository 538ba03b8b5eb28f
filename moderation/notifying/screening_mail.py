"""The mail about the learned screening: templates/moderation/mail/staff_screening.txt."""

from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import register
from moderation.models import ModeratorScope, Screener
from moderation.models.house_rule import SPAM
from moderation.models.screener import rule_is_asked
from moderation.notifying.mails import StaffMail


class TroubleTurn(NamedTuple):
    """When the mail about a problem is due: once to each account after the problem's beginning."""

    now: datetime
    since: datetime

    def is_due(self, user, state) -> bool:
        return state.looked_until is None or state.looked_until < self.since

    def news(self, user, state) -> dict[str, int] | None:
        """Return the content of a mail to the account, None for none; note it in the state."""
        state.looked_until = self.now
        if ModeratorScope.objects.condition_for(user):
            return None  # its page is for people who look after the whole blog
        state.queued = self.now
        return {"moment": int(self.since.timestamp())}


@register
class ScreeningMail(StaffMail):
    """The learned screening has suspended itself, or has learned badly."""

    code = "staff_screening"
    title = _("The learned screening")
    description = _(
        "When it went back to shadow by itself, when a training failed or would catch much less,"
        " and when it is blind. Said once each time."
    )
    template = "moderation/mail/staff_screening.txt"
    permission = "moderation.change_moderatorscope"  # only owners have it

    @classmethod
    def turn(cls, now):
        screener = Screener.objects.as_it_is(SPAM)
        if not (screener.trouble and screener.troubled_since and rule_is_asked()):
            return None
        return TroubleTurn(now, screener.troubled_since)

    @cached_property
    def trouble(self) -> list[str]:
        return Screener.objects.as_it_is(SPAM).trouble

    @property
    def is_moot(self):
        return super().is_moot or not self.trouble or not rule_is_asked()

    @property
    def context(self):
        page = settings.SITE_ADDRESS + reverse("admin:moderation_rule_learned")
        return super().context | {"trouble": self.trouble, "page_link": page}
