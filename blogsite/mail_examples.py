"""Examples of each kind of mail, from rows that are never stored, for owners.

Their links lead nowhere: they contain ids and tokens that nobody has.
"""

from datetime import timedelta
from functools import cached_property
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from accounts.mail.kinds import KINDS, Mail
from accounts.models import Closing, Invitation, Mailbox, Message, Person, User
from accounts.sign_in_codes import new_seed
from blogsite.messages import (
    AccountMail,
    ClosingQuestion,
    ConfirmEmail,
    InvitationToWork,
    PasswordReset,
)
from comments.messages import Excerpt, ReplyMail, SubscriptionMail
from comments.models import Comment, Subscription
from moderation.desk.summaries import DONE_LABELS
from moderation.messages import AppealAnswer, DecisionMail, ReportAppealAnswer, ReportMail
from moderation.models import (
    Appeal,
    Decision,
    HeldComment,
    HouseRuleVersion,
    Report,
    ReportContents,
    Screener,
)
from moderation.models.appealable import APPEAL_PERIOD
from moderation.notifying.mails import ArrivalMail, ReportedMail, StaffMail
from moderation.notifying.screening_mail import ScreeningMail
from moderation.notifying.sheet import SheetOfPost
from moderation.notifying.sheet_mail import SheetMail
from moderation.notifying.waiting import WaitingQueue
from moderation.notifying.waiting_mails import DeskDigest
from moderation.queues import CappedCount
from posts.messages import FollowMail, NewPost
from posts.models import Blog, Follow, Post

NO_ID = 2**31 - 1  # of no row
DIGEST = "digest"  # several mails about replies as one; not a kind of its own


def example_codes() -> list[str]:
    """Return the codes of the mails that `example` makes."""
    return [*KINDS, DIGEST]


def example(code: str, owner) -> Mail:
    """Return an example of a kind of mail, to the address of an owner."""
    if code != DIGEST:
        return Examples(owner).mail(KINDS[code])
    mail, other = (Examples(owner).mail(ReplyMail) for _ in range(2))
    mail.others = [other]
    return mail


class Examples:
    """The objects that examples of mail are about."""

    def __init__(self, owner):
        self.owner, self.blog = owner, Blog.objects.current()

    def mail(self, kind) -> Mail:
        mail = kind(self.message(kind))
        for name in next(names for base, names in ROWS.items() if issubclass(kind, base)):
            setattr(mail, name, getattr(self, name))
        return mail

    def message(self, kind) -> Message:
        about = {"user": NO_ID, "old_email": self.owner.email, "seed": new_seed()}
        return Message(pk=NO_ID, kind=kind.code, mailbox=Mailbox(pk=NO_ID), about=about)

    @cached_property
    def user(self):
        return User(pk=NO_ID, email=self.owner.email, display_name=str(self.owner))

    count, report_count = 2, 3  # new items for staff

    @property
    def links(self):
        page = reverse("admin:moderation_reportedcomment_changelist")
        return [f"{settings.SITE_ADDRESS}{page}{NO_ID - number}/change/" for number in (0, 1)]

    @property
    def queues(self):
        page = reverse("admin:moderation_heldcomment_changelist")
        link, age = f"{settings.SITE_ADDRESS}{page}", timedelta(hours=14)
        title = HeldComment._meta.verbose_name_plural
        return [WaitingQueue(title, CappedCount(number=self.count), age, link)]

    @property
    def sheet(self):
        return SimpleNamespace(posts=[SheetOfPost(self.post, [self.comment], [self.reply])])

    @property
    def trouble(self):
        return [Screener.Problem.BLIND.label]

    @property
    def yesterday(self):
        return SimpleNamespace(decided=[(DONE_LABELS["remove"], 3)], overturned=[NO_ID])

    @cached_property
    def token(self):
        return "0-0"  # of a link for a new password

    @cached_property
    def closing(self):
        return Closing(pk=NO_ID, user=self.user)

    @cached_property
    def invitation(self):
        role = Group.objects.order_by("name").first() or Group(name=gettext("Moderators"))
        return Invitation(pk=NO_ID, email=self.owner.email, by=self.owner, role=role)

    @cached_property
    def email_address(self):
        return EmailAddress(pk=NO_ID, user=self.user, email=self.owner.email)

    @cached_property
    def author(self):
        return Person(pk=NO_ID, user=self.owner)

    @cached_property
    def post(self):
        """The latest post, or an invented one."""
        made_up = Post(title=gettext("The first frost"), slug="-", date=timezone.localdate())
        return Post.objects.published().order_by("-published_at").first() or made_up

    @cached_property
    def follow(self):
        return Follow(pk=NO_ID, user=self.owner)

    @cached_property
    def comment(self):
        return self._written(gettext("It came early this year, and nobody was ready."))

    @cached_property
    def reply(self):
        reply = self._written(gettext("Down by the river it came *a week* earlier."))
        reply.parent, reply.name = self.comment, gettext("A reader")
        return reply

    def _written(self, body) -> Comment:
        comment = Comment(pk=NO_ID, post=self.post, author=self.author, name=str(self.owner))
        comment.created = timezone.now() - timedelta(days=1)
        comment.write(body)
        return comment

    @cached_property
    def excerpt(self):
        return Excerpt(self.reply)

    @cached_property
    def subscription(self):
        return Subscription(
            pk=NO_ID, comment=self.comment, post=self.post, scope=Subscription.Scope.REPLIES
        )

    @cached_property
    def decision(self):
        rule = HouseRuleVersion.objects.order_by("rule__position", "-number").first()
        return Decision(
            pk=NO_ID,
            action="remove",
            source=Decision.Source.OWN,
            comment=self.comment,
            person=self.author,
            house_rule=rule,
        )

    @property
    def appeal_until(self):
        return timezone.now() + APPEAL_PERIOD

    @cached_property
    def appeal(self):
        answer = Decision(pk=NO_ID, action="uphold", source=Decision.Source.APPEAL, by=self.owner)
        appeal = Appeal(pk=NO_ID, decision=self.decision, answer=answer, status="upheld")
        appeal.words = gettext("Read again, it still goes against a person.")
        return appeal

    @cached_property
    def report(self):
        report = Report(pk=NO_ID, comment=self.comment, by=self.author, reason="harassment")
        report.reference = "0000-0000"
        report.contents = ReportContents(report=report, email=self.owner.email)
        return report


# Attributes set on a mail, by its first matching class; otherwise it would query rows.
ROWS = {
    NewPost: ("blog", "follow", "post"),
    FollowMail: ("blog", "follow"),
    ConfirmEmail: ("email_address",),
    PasswordReset: ("user", "token"),
    ClosingQuestion: ("user", "closing"),
    InvitationToWork: ("invitation",),
    AccountMail: ("user",),
    ReplyMail: ("blog", "subscription", "reply", "excerpt"),
    SubscriptionMail: ("blog", "subscription"),
    DecisionMail: ("decision", "appeal_until"),
    AppealAnswer: ("appeal",),
    ReportAppealAnswer: ("report", "appeal"),
    ReportMail: ("report", "decision"),
    ReportedMail: ("user", "count", "links", "report_count"),
    ArrivalMail: ("user", "count", "links"),
    SheetMail: ("user", "sheet"),
    DeskDigest: ("user", "queues", "yesterday"),
    ScreeningMail: ("user", "trouble"),
    StaffMail: ("user", "queues"),
}
