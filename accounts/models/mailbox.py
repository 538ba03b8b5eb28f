"""The mail that each mailbox's owner has agreed to get, without a list of e-mail addresses."""

import base64
import secrets
import unicodedata
from datetime import timedelta
from functools import partial

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.email_domain import one_spelling

TOKEN_LENGTH = 22  # characters, for 132 bits: short enough for a header of one line
DIGEST_LENGTH = 43  # characters of a SHA-256 hash in base64
BOUNCE_TIME = timedelta(days=30)  # after it, somebody else may have the address


def normalized(email: str) -> str:
    """Return one spelling for all addresses of one mailbox: lower case, without "+tag"."""
    local, _, domain = unicodedata.normalize("NFKC", email).strip().rpartition("@")
    local = local.lower()
    return f"{local.partition('+')[0] or local}@{one_spelling(domain.rstrip('.'))}"


def digest_of(email: str) -> str:
    """Return the hash by which a mailbox is found, the same for each spelling of its address."""
    digest = salted_hmac("accounts.mailbox", normalized(email), algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


# A random token for a mailbox's links, from a function of the standard library: a migration refers
# to this default by its path.
new_nonce = partial(secrets.token_urlsafe, 16)  # bytes: 22 characters


class Status(models.TextChoices):
    UNASKED = "unasked", _("Unasked")
    ASKED = "asked", _("Asked")  # a mail asked for a confirmation
    CONFIRMED = "confirmed", _("Confirmed")
    REFUSED = "refused", _("Refused")  # the owner did not want to be asked
    BOUNCED = "bounced", _("Bounced")  # the mail server said that there is no such mailbox


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("At most one mail a day")
    WEEKLY = "weekly", _("At most one mail a week")


# The least time between two mails about replies or new posts.
SPACINGS = {
    Frequency.AT_ONCE: None,
    Frequency.DAILY: timedelta(days=1),
    Frequency.WEEKLY: timedelta(days=7),
}

IS_STOPPED = Q(status=Status.REFUSED) | Q(stopped__isnull=False)


class MailboxManager(models.Manager):
    def for_email(self, email: str) -> "Mailbox":
        """Return the mailbox of an e-mail address; store it when it is new."""
        return self.get_or_create(digest=digest_of(email))[0]

    def for_emails(self, emails) -> dict[str, "Mailbox"]:
        """Return the mailboxes of e-mail addresses by digest, with three queries for any number."""
        digests = {digest_of(email) for email in emails}
        self.bulk_create([Mailbox(digest=digest) for digest in digests], ignore_conflicts=True)
        return {mailbox.digest: mailbox for mailbox in self.filter(digest__in=digests)}

    def locked(self, ids) -> dict[int, "Mailbox"]:
        """Lock mailboxes until the transaction ends, and return them by id."""
        rows = self.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
        return {mailbox.pk: mailbox for mailbox in rows}

    def unused(self):
        """Return the mailboxes that nothing refers to, and whose owners have forbidden nothing.

        A mailbox that was asked for a confirmation stays, or it would be asked again. One whose
        owner chose how often mail comes stays for later subscriptions.
        """
        references = {relation.name: None for relation in Mailbox._meta.related_objects}
        rows = self.exclude(IS_STOPPED).exclude(status=Status.ASKED).filter(**references)
        return rows.filter(frequency=Frequency.AT_ONCE)

    def stopped(self):
        """Return the mailboxes whose owners want no mail."""
        return self.filter(IS_STOPPED)


class Mailbox(models.Model):
    """A mailbox, known by a hash of its e-mail address, which is stored only where it was typed.

    Its nonce is in the links of every mail to it: anyone who has the link may confirm, stop and
    resume.
    """

    Status = Status
    Frequency = Frequency

    digest = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    nonce = models.CharField(max_length=TOKEN_LENGTH, unique=True, default=new_nonce)
    status = models.CharField(max_length=10, choices=Status, default=Status.UNASKED)
    status_since = models.DateTimeField(default=timezone.now)
    stopped = models.DateTimeField(null=True)  # since when its owner wants no mail at all
    # How often it gets mail about replies and new posts.
    frequency = models.CharField(
        max_length=8,
        choices=Frequency,
        default=Frequency.AT_ONCE,
        db_default=Frequency.AT_ONCE.value,
    )

    objects = MailboxManager()

    class Meta:
        verbose_name_plural = _("mailboxes")

    def __str__(self):
        return f"{self.pk}: {self.status}"

    @property
    def is_confirmed(self) -> bool:
        return self.status == Status.CONFIRMED

    @property
    def awaits_confirmation(self) -> bool:
        """Return whether it was asked for a confirmation that it has not given yet.

        A bounced one counts: a person who opens its link reads mail there after all, and may
        confirm it.
        """
        return self.status in (Status.ASKED, Status.BOUNCED)

    @property
    def is_unsubscribed(self) -> bool:
        """Return whether its owner wants no mail."""
        return self.stopped is not None or self.status == Status.REFUSED

    @property
    def is_suppressed(self) -> bool:
        """Return whether it gets no mail: its owner wants none, or mail to it bounced lately."""
        if self.is_unsubscribed:
            return True
        return self.status == Status.BOUNCED and self.status_since > timezone.now() - BOUNCE_TIME

    @property
    def spacing(self) -> timedelta | None:
        """Return the least time between two mails about replies or new posts, or None."""
        return SPACINGS.get(self.frequency)

    def ask(self):
        """Note that it was asked for a confirmation, unless it has answered."""
        self._set_status(Status.ASKED, only_from=[Status.UNASKED, Status.BOUNCED])

    def confirm(self):
        """Confirm that the owner of the mailbox wants its mail."""
        with transaction.atomic():
            Mailbox.objects.filter(pk=self.pk).update(stopped=None)
            self._set_status(Status.CONFIRMED)
        self.refresh_from_db()

    def stop(self):
        """Send no more mail to this mailbox; if it was never confirmed, it is not asked again."""
        with transaction.atomic():
            Mailbox.objects.filter(pk=self.pk, stopped=None).update(stopped=timezone.now())
            self._set_status(Status.REFUSED, only_from=[Status.UNASKED, Status.ASKED])
        self.refresh_from_db()

    def bounce(self):
        """Store that a mail server says that there is no such mailbox."""
        self._set_status(Status.BOUNCED)

    def _set_status(self, status, only_from=None):
        rows = Mailbox.objects.filter(pk=self.pk).exclude(status=status)
        if only_from:
            rows = rows.filter(status__in=only_from)
        rows.update(status=status, status_since=timezone.now())
