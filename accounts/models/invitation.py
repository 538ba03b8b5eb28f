"""Invitations by mail to the staff: a link that works once, for a week, until it is revoked."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.core import signing
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import privacy
from accounts.models.mailbox import Mailbox, digest_of
from accounts.models.message import Message, Status
from accounts.models.user import User

VALIDITY = timedelta(days=7)
MAX_INVITATIONS_A_DAY = 50  # by all owners together; each sends a mail to somebody

signer = signing.Signer(salt="accounts.invitation")


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Return the invitations whose link works."""
        since = timezone.now() - VALIDITY
        return self.filter(accepted=None, revoked=None, created__gt=since)

    def of_today(self):
        return self.filter(created__gt=timezone.now() - timedelta(days=1))

    def by_token(self, token: str) -> "Invitation | None":
        """Return the open invitation of a link's token, or None."""
        try:
            return self.open().filter(pk=int(signer.unsign(token))).first()
        except signing.BadSignature:
            return None

    def revoke(self) -> int:
        """Revoke the open invitations; return how many there were."""
        return self.open().update(revoked=timezone.now())

    def load_messages(self, invitations):
        """Load the messages of some invitations with one query."""
        digests = {digest_of(invitation.email) for invitation in invitations}
        rows = Message.objects.filter(kind="invitation", mailbox__digest__in=digests)
        messages = {row.about["invitation"]: row for row in rows.select_related("mailbox")}
        for invitation in invitations:
            invitation.message = messages.get(invitation.pk)


class Invitation(models.Model):
    """An owner's invitation: the account with this e-mail address gets the role."""

    email = models.EmailField(_("e-mail"))
    role = models.ForeignKey(Group, models.CASCADE, related_name="+", verbose_name=_("role"))
    by = models.ForeignKey(
        User, models.PROTECT, related_name="+", editable=False, verbose_name=_("invited by")
    )
    created = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    revoked = models.DateTimeField(null=True, editable=False)
    accepted = models.DateTimeField(null=True, editable=False)
    accepted_by = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted by"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accepted=None) | Q(revoked=None),
                name="an_invitation_is_accepted_or_revoked",
            )
        ]

    def __str__(self):
        # Without the e-mail address: the admin's log would store it for good.
        return gettext("invitation %(number)s") % {"number": self.pk}

    @property
    def token(self) -> str:
        return signer.sign(self.pk)

    @property
    def state(self) -> str:
        """Return its state, in a word or two."""
        if self.accepted:
            return gettext("Accepted")
        if self.revoked:
            return gettext("Revoked")
        if not self.is_open:
            return gettext("Too old")
        return self.mail_refusal or gettext("Open")

    @cached_property
    def message(self) -> Message | None:
        """Return the message that sends it; None when that is no longer stored."""
        Invitation.objects.load_messages([self])
        return self.message

    @property
    def mail_refusal(self) -> str:
        """Return why its mail was not sent, as a sentence; "" when it was, or still waits."""
        message = self.message
        if message is None or message.status not in (Status.CANCELLED, Status.FAILED):
            return ""
        if message.mailbox.is_unsubscribed:
            return gettext("Not sent: this e-mail takes no mail from here.")
        if message.status == Status.CANCELLED and not message.mailbox.is_suppressed:
            return gettext("Not sent: this e-mail got enough invitations that day.")
        return gettext("Not sent: no mail server takes mail to this e-mail.")

    @property
    def is_suppressed(self) -> bool:
        """Return whether its mailbox takes no mail from this site."""
        mailbox = Mailbox.objects.filter(digest=digest_of(self.email)).first()
        return mailbox is not None and mailbox.is_suppressed

    @property
    def is_open(self) -> bool:
        is_new = self.created > timezone.now() - VALIDITY
        return is_new and not (self.accepted or self.revoked)

    def store(self):
        """Store a new invitation; earlier ones to the same e-mail address are revoked."""
        with transaction.atomic():
            Invitation.objects.filter(email__iexact=self.email).revoke()
            self.save(force_insert=True)

    def accept(self, user) -> bool:
        """Give an account the role; return False if the link or the account is no longer valid.

        `user` may have been read a while ago, so no other field of it is stored.
        """
        with transaction.atomic():
            account = User.objects.locked(user)
            is_first = Invitation.objects.open().filter(pk=self.pk)
            if not (account and is_first.update(accepted=timezone.now(), accepted_by=account)):
                return False
            account.is_staff = True
            account.save(update_fields=["is_staff"])  # and second_factor_due, which save() sets
            account.groups.add(self.role)
            privacy.expire_pages_that_show(account)  # their comments now have the mark of staff
        return True
