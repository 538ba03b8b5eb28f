"""The kinds of mail to staff; their texts are templates/moderation/mail/staff_*.txt.

They name posts, numbers and pages of the desk: no text of a commenter, and no person.
"""

from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.languages import desk_language_of
from accounts.mail.kinds import Mail, register
from accounts.models import User
from moderation.models import Reason, StaffMailState
from moderation.models.assignment import BACKEND, DECIDE
from moderation.notifying import arrivals
from moderation.notifying.arrivals import Span
from moderation.notifying.turns import ArrivalTurn
from moderation.permissions import DECIDE_APPEALS
from posts.models import Blog

MAX_LISTED = 10  # in one mail; the desk has the others


class StaffMail(Mail):
    """Mail about work, to an account that may do it; each kind can be switched off."""

    description = ""  # when it is sent; for the page on which it is switched off
    permission = ""  # required of its readers
    once_per = "moment"
    is_to_owner = True

    @classmethod
    def people(cls):
        """Return the accounts that may do the work that it is about."""
        able = User.objects.with_perm(cls.permission, backend=BACKEND).filter(is_staff=True)
        return able.select_related("moderator_scope", "person").order_by("pk")

    @classmethod
    def turn(cls, now):
        """Return the object that decides who gets one now, or None to send none."""
        raise NotImplementedError

    @cached_property
    def user(self):
        """The account, or None if it is no longer staff, or does not want this mail."""
        user = self.people().filter(pk=self.message.about["user"]).first()
        is_wanted = user and self.code not in StaffMailState.objects.unwanted(user)
        return user if is_wanted and not user.must_add_second_factor else None

    @property
    def reader(self):
        return self.user

    def language_at(self, blog):
        return desk_language_of(self.user, blog.language)

    @property
    def recipient(self):
        return self.user.confirmed_email if self.user else ""

    @property
    def is_moot(self):
        return self.user is None

    @property
    def stop_link(self) -> str:
        """Return the URL that switches off only this kind."""
        path = reverse("moderation:stop_staff_mail", args=[self.message.mailbox.nonce, self.code])
        return settings.SITE_ADDRESS + path

    @property
    def context(self):
        choices_link = settings.SITE_ADDRESS + reverse("admin:staff_mail")
        return {"blog": Blog.objects.current(), "choices_link": choices_link}


class ArrivalMail(StaffMail):
    """Items that arrived in a span of time and still wait: one mail for any number."""

    page = ""  # of one item, at the desk
    queue_page = ""

    @classmethod
    def turn(cls, now):
        turn = ArrivalTurn(cls, now.replace(microsecond=0))
        return turn if turn.newest else None

    @classmethod
    def newest(cls, span) -> datetime | None:
        """Return when something last arrived in a span, for anybody; None for nothing."""
        raise NotImplementedError

    @classmethod
    def items_for(cls, user, span):
        """Return the items that arrived for an account in a span and still wait, as a queryset."""
        raise NotImplementedError

    @cached_property
    def items(self):
        moments = [self.message.about["since"], self.message.about["moment"]]
        zone = timezone.get_default_timezone()
        span = Span(*(datetime.fromtimestamp(moment, zone) for moment in moments))
        return self.items_for(self.user, span)

    @property
    def is_moot(self):
        return super().is_moot or not self.items.exists()

    @cached_property
    def count(self) -> int:
        return self.items.count()

    @cached_property
    def links(self) -> list[str]:
        """Return the pages of the first items at the desk."""
        keys = self.items.values_list("pk", flat=True)[:MAX_LISTED]
        return [settings.SITE_ADDRESS + reverse(self.page, args=[key]) for key in keys]

    @property
    def context(self):
        queue_link = settings.SITE_ADDRESS + reverse(self.queue_page)
        numbers = {"count": self.count, "more": self.count - len(self.links)}
        return super().context | numbers | {"links": self.links, "queue_link": queue_link}


class ReportedMail(ArrivalMail):
    """Comments that were reported for one reason."""

    reason = ""
    permission = DECIDE
    page = "admin:moderation_reportedcomment_change"
    queue_page = "admin:moderation_reportedcomment_changelist"

    @classmethod
    def newest(cls, span):
        return arrivals.newest_report(cls.reason, span)

    @classmethod
    def items_for(cls, user, span):
        return arrivals.reported_comments(user, cls.reason, span)

    @cached_property
    def report_count(self) -> int:
        return self.items.order_by().aggregate(total=Sum("new_reports"))["total"] or 0

    @property
    def context(self):
        return super().context | {"report_count": self.report_count}


@register
class LegalNotices(ReportedMail):
    code = "staff_notices"
    title = _("Legal notices")
    description = _("When somebody reports a comment as illegal.")
    template = "moderation/mail/staff_notices.txt"
    reason = Reason.ILLEGAL


@register
class Threats(ReportedMail):
    code = "staff_threats"
    title = _("Threats")
    description = _("When somebody reports a comment as a threat.")
    template = "moderation/mail/staff_threats.txt"
    reason = Reason.THREAT


@register
class Appeals(ArrivalMail):
    code = "staff_appeals"
    title = _("Appeals")
    description = _("When somebody appeals against a decision, and you may answer.")
    template = "moderation/mail/staff_appeals.txt"
    permission = DECIDE_APPEALS
    page = "admin:moderation_appeal_change"
    queue_page = "admin:moderation_appeal_changelist"

    @classmethod
    def newest(cls, span):
        return arrivals.newest_appeal(span)

    @classmethod
    def items_for(cls, user, span):
        return arrivals.appeals(user, span)
