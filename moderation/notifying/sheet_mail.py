"""The daily sheet of editors as a mail; its text is templates/moderation/mail/editors_sheet.txt."""

from datetime import date
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import register
from moderation.notifying.mails import StaffMail
from moderation.notifying.sheet import DailySheet
from moderation.notifying.sheet_page import PERMISSION
from moderation.notifying.turns import DailyTurn, date_for


@register
class SheetMail(StaffMail):
    """The sheet, in the morning: which posts and how many comments, with links."""

    code = "editors_sheet"
    title = _("The daily sheet")
    description = _(
        "The best of the conversation of the last day, and questions and corrections for the"
        " newsroom. On days with none of these, no mail comes."
    )
    template = "moderation/mail/editors_sheet.txt"
    permission = PERMISSION

    @classmethod
    def turn(cls, now):
        return DailyTurn(cls, now)

    @classmethod
    def has_news(cls, user, day) -> bool:
        return bool(DailySheet(user))

    @cached_property
    def sheet(self):
        return DailySheet(self.user)

    @property
    def is_moot(self):
        """Return whether it has no content, or its day is over."""
        day = date.fromordinal(self.message.about["moment"])
        return not self.user or date_for(self.user, timezone.now()) > day or not self.sheet

    @property
    def context(self):
        sheet_link = settings.SITE_ADDRESS + reverse("admin:daily_sheet")
        return super().context | {"posts": self.sheet.posts, "sheet_link": sheet_link}
