"""The mails about waiting items: after a long wait, and every morning."""

from datetime import date, timedelta
from functools import cached_property

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import register
from moderation.models.assignment import DECIDE
from moderation.notifying import waiting
from moderation.notifying.day_at_desk import DayAtDesk
from moderation.notifying.mails import StaffMail
from moderation.notifying.turns import DailyTurn, OverdueTurn, date_for, zone_of
from posts.models import Blog
from posts.models.blog import ALERT_AFTER_HOURS


@register
class Overdue(StaffMail):
    """Something has waited for longer than an owner wants."""

    code = "staff_overdue"
    title = _("Something waits too long")
    description = _(
        "When a held or reported comment, or an appeal, waits for longer than the blog's settings"
        " say. Said once, until you have cleared what waits so long."
    )
    template = "moderation/mail/staff_overdue.txt"
    permission = DECIDE

    @classmethod
    def turn(cls, now):
        hours = cls.hours()
        return OverdueTurn(cls, now, timedelta(hours=hours)) if hours else None

    @classmethod
    def hours(cls) -> int | None:
        return Blog.objects.current().alert_after_hours

    @classmethod
    def is_overdue(cls, user, limit: timedelta) -> bool:
        """Return whether something that an account may decide has waited longer than a limit."""
        age = waiting.oldest_age_for(user)
        return age is not None and age > limit

    @property
    def is_moot(self):
        hours = self.hours()
        return super().is_moot or not (hours and self.is_overdue(self.user, timedelta(hours=hours)))

    @cached_property
    def queues(self):
        return waiting.waiting_for(self.user, waiting.URGENT_QUEUES)

    @property
    def context(self):
        return super().context | {
            "queues": self.queues,
            "hours": self.hours() or ALERT_AFTER_HOURS,  # for the preview of a mail that is off
        }


@register
class DeskDigest(StaffMail):
    """What waits at the desk, and the decisions of the day before."""

    code = "staff_digest"
    title = _("The desk, every morning")
    description = _(
        "What waits for you, what was decided the day before, and which of your own decisions"
        " others took back. On days with none of these, no mail comes."
    )
    template = "moderation/mail/staff_digest.txt"
    permission = DECIDE

    @classmethod
    def turn(cls, now):
        return DailyTurn(cls, now)

    @classmethod
    def has_news(cls, user, day) -> bool:
        """Return whether there is any content on the morning of a day."""
        return bool(day_before(user, day) or waiting.waiting_for(user))

    @property
    def date(self):
        return date.fromordinal(self.message.about["moment"])

    @property
    def is_moot(self):
        """Return whether it has no content, or its day is over."""
        is_old = not self.user or date_for(self.user, timezone.now()) > self.date
        return is_old or not self.has_news(self.user, self.date)

    @cached_property
    def queues(self):
        return waiting.waiting_for(self.user)

    @cached_property
    def yesterday(self):
        return day_before(self.user, self.date)

    @cached_property
    def overturned_links(self) -> list[str]:
        page = "admin:moderation_decision_change"
        return [
            settings.SITE_ADDRESS + reverse(page, args=[pk]) for pk in self.yesterday.overturned
        ]

    @property
    def context(self):
        return super().context | {
            "queues": self.queues,
            "decided": self.yesterday.decided,
            "overturned_links": self.overturned_links,
        }


def day_before(user, day: date) -> DayAtDesk:
    """Return the decisions at the desk on the day before, in the time zone of an account."""
    return DayAtDesk(user, day - timedelta(days=1), zone_of(user))
