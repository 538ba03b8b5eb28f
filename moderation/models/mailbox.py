"""Who gets mail about reports, and how often: anybody may have typed an e-mail into the form."""

import base64
import unicodedata
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from moderation.models.decision import Decision

TOKEN_LENGTH = 22  # 132 bits, and short enough for a header of one line
BETWEEN_MAILS = timedelta(days=1)
WEEK = timedelta(days=7)
MAX_MAILS_A_WEEK = 3  # to an e-mail that was never confirmed


class NoMail(Exception):
    """This mailbox is not to get this mail, now or later."""


def normalised(email: str) -> str:
    """Return one spelling for all that reach the same mailbox: lower case, without "+tag"."""
    local, _, domain = unicodedata.normalize("NFKC", email).strip().casefold().rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain.rstrip('.')}"


def token_of(email: str) -> str:
    """Return the token of an e-mail's mailbox, the same for each of its spellings."""
    digest = salted_hmac("moderation.mailbox", normalised(email), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode()[:TOKEN_LENGTH]


class MailboxManager(models.Manager):
    def of(self, email: str) -> "Mailbox":
        """Return the mailbox of an e-mail, stored when it is first written to."""
        return self.get_or_create(token=token_of(email))[0]


class Mailbox(models.Model):
    """An e-mail that is written to about reports, known by its token alone: no list of e-mails."""

    token = models.CharField(max_length=TOKEN_LENGTH, primary_key=True)
    stopped = models.DateTimeField(null=True)  # since when it wants no mail about reports
    created = models.DateTimeField(auto_now_add=True)

    objects = MailboxManager()

    class Meta:
        verbose_name_plural = "mailboxes"

    def __str__(self):
        return self.token

    def stop(self):
        """Send no more mail about reports here."""
        Mailbox.objects.filter(pk=self.pk, stopped=None).update(stopped=timezone.now())
        self.refresh_from_db()

    def resume(self):
        """Send mail about reports here again."""
        Mailbox.objects.filter(pk=self.pk).update(stopped=None)
        self.refresh_from_db()

    def admit(self, notice):
        """Reserve a mail for `notice`; return None, or when to ask again if it is too early.

        Raises NoMail for a second mail about the same decision, for one too many in a week (its
        receipt tells the outcome; only a legal notice is owed the mail), and when it has stopped.
        """
        with transaction.atomic():
            mailbox = Mailbox.objects.select_for_update(no_key=True).get(pk=self.pk)
            mails = mailbox.mails.exclude(notice=notice)
            if mailbox.stopped or mails.filter(decision=notice.decision_id).exists():
                raise NoMail
            if later := _too_early_until(mails, notice.report):
                return later
            ReportMail.objects.update_or_create(
                notice=notice,
                defaults={"mailbox": mailbox, "decision": notice.decision, "sent": timezone.now()},
            )
        return None


def _too_early_until(mails, report):
    now = timezone.now()
    recent = mails.filter(sent__gt=now - WEEK).order_by("-sent")
    moments = list(recent.values_list("sent", flat=True)[:MAX_MAILS_A_WEEK])
    if moments and moments[0] > now - BETWEEN_MAILS:
        return moments[0] + BETWEEN_MAILS
    if len(moments) < MAX_MAILS_A_WEEK or report.has_own_email:
        return None
    if not report.is_legal_notice:
        raise NoMail
    return moments[-1] + WEEK


class ReportMail(models.Model):
    """One mail about a report that was sent to a mailbox, or is being sent."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="mails", db_index=False)
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="+")
    notice = models.OneToOneField("moderation.Notice", models.CASCADE, related_name="mail")
    sent = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["mailbox", "sent"])]
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "decision"], name="one_mail_for_a_mailbox_and_decision"
            )
        ]

    def __str__(self):
        return f"{self.mailbox_id}, {self.sent:%Y-%m-%d %H:%M}"
