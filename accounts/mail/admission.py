"""Whether a mailbox may be written to: anybody may type another person's address into a form."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.mail import pace
from accounts.mail.kinds import kinds_that
from accounts.models import Mailbox, Message
from accounts.models.mailbox import digest_of
from accounts.retention import MAIL_RETENTION

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MAX_MAILS_A_WEEK = 3  # to an e-mail address that was never confirmed
# How long a message waits until its e-mail address is confirmed.
CONFIRMATION_TIME = timedelta(days=7)


class NoMail(Exception):
    """The message is not to be sent, now or later."""


class Admission:
    """Decides in one transaction which of some claimed mails are sent now, and stores that.

    `mails` are those to send, in order. `counts` counts the others by their new status, None for
    those that wait. `is_full` says that MAIL_PER_MINUTE is used up.
    """

    def __init__(self, mails):
        self.mails, self.counts, self.is_full = [], Counter(), False
        self._undecided = list(mails)
        with transaction.atomic():
            self._settle_recipients()
            self._mailboxes = Mailbox.objects.locked(
                mail.message.mailbox_id for mail in self._undecided
            )
            self._places = pace.free_places()
            while self._undecided and not self.is_full:
                self._decide(self._undecided.pop(0))
            release(self._undecided)

    def _settle_recipients(self):
        """Cancel mails without a recipient; move the others to the recipient's current mailbox."""
        mails, self._undecided = self._undecided, []
        for mail in mails:
            if is_forgotten(mail.message) or mail.is_moot or not mail.recipient:
                self._cancel(mail)
            else:
                follow_recipient(mail)
                self._undecided.append(mail)

    def _decide(self, mail):
        mail.message.mailbox = mailbox = self._mailboxes[mail.message.mailbox_id]
        try:
            later = earliest_moment(mail, mailbox)
        except NoMail:
            self._cancel(mail)
            return
        if later:
            self._postpone(mail, later)
        elif self._places <= 0:
            self._undecided.insert(0, mail)
            self.is_full = True
        else:
            self._places -= 1
            note_as_sent(mail)
            mail.others = self._collect(mail)
            self.mails.append(mail)

    def _collect(self, mail) -> list:
        """Return the due mails to the same mailbox that go in the same e-mail."""
        if not (mail.is_collected and mail.spacing):
            return []
        others = [other for other in self._undecided if other.is_alike(mail)]
        self._undecided = [one for one in self._undecided if one not in others]
        claimed = [
            type(mail)(message) for message in Message.objects.due_with(mail.message).claim()
        ]
        type(mail).load(claimed)
        others = sorted(others + claimed, key=lambda one: (one.message.created, one.message.pk))
        return [other for other in others if self._goes_with(mail, other)]

    def _goes_with(self, mail, other) -> bool:
        """Return whether another mail may be in the same e-mail; if not, cancel or postpone it."""
        if other.is_moot or other.recipient != mail.recipient:
            self._cancel(other)
        elif other.needs_confirmation and not other.is_confirmed_in(mail.message.mailbox):
            self._postpone(other, other.message.created + CONFIRMATION_TIME)
        else:
            note_as_sent(other)
            return True
        return False

    def _cancel(self, mail):
        self.counts[mail.message.finish(Message.Status.CANCELLED)] += 1

    def _postpone(self, mail, moment):
        mail.message.postpone(moment)
        self.counts[None] += 1


def is_forgotten(message) -> bool:
    """Return whether a message is so old that after a restore nobody knows whether it was sent."""
    return message.created < timezone.now() - MAIL_RETENTION


def note_as_sent(mail):
    """Count a mail as sent now, for the limits of its mailbox and of the minute."""
    Message.objects.filter(pk=mail.message.pk).update(sent=timezone.now())


def release(mails):
    """Return claimed mails unchanged, with those of the same e-mail, for the next round.

    One that stayed behind would count as sent, and keep the others back for a day.
    """
    for mail in mails:
        for one in (mail, *mail.others):
            one.message.postpone(one.message.send_after)


def follow_recipient(mail):
    """Move the message to its recipient's mailbox: their e-mail address may have changed."""
    message = mail.message
    if message.mailbox.digest == digest_of(mail.recipient):
        return
    mailbox = Mailbox.objects.for_email(mail.recipient)
    Message.objects.filter(pk=message.pk).update(mailbox=mailbox)
    message.mailbox = mailbox
    mail.moved_to(mailbox)


def earliest_moment(mail, mailbox):
    """Return when the mail may be sent to its mailbox, None for now. Raises NoMail for never."""
    if mailbox.is_suppressed and not (mail.is_about_account and mail.is_to_owner):
        raise NoMail
    stop_flood(mail, mailbox)
    if mail.needs_confirmation and not mail.is_confirmed_in(mailbox):
        return wait_for_confirmation(mail.message)
    now, others = timezone.now(), mailbox.messages.exclude(pk=mail.message.pk)
    if mail.asks_once and is_repeated_request(mail, mailbox, others.sent_since(now - WEEK)):
        raise NoMail
    if mail.spacing:
        last = others.filter(kind=mail.code).sent_since(now - mail.spacing).order_by("sent").last()
        if last:
            return last.sent + mail.spacing
    if mail.is_to_owner or mail.is_from_owners or mailbox.is_confirmed:
        return None
    return wait_for_week(mail, others.sent_since(now - WEEK))


def stop_flood(mail, mailbox):
    """Raise NoMail when enough mail of its kind was asked for today; such mail does not wait.

    Each kind is counted alone. Sign-in codes work only in the browser that asked for them; they
    must not use up the limit for password links.
    """
    if mail.daily_limit is None:
        return
    others = mailbox.messages.exclude(pk=mail.message.pk).filter(kind=mail.code)
    if others.sent_since(timezone.now() - DAY).count() >= mail.daily_limit:
        raise NoMail


def is_repeated_request(mail, mailbox, recent) -> bool:
    """Return whether the mailbox was asked before and has not answered, or asked lately.

    A mail that is still on its way counts; a failed one does not.
    """
    is_on_its_way = Q(kind__in=kinds_that("asks_to_confirm"), status=Message.Status.SENDING)
    is_asked = mailbox.status == Mailbox.Status.ASKED
    return is_asked or recent.filter(Q(kind=mail.code) | is_on_its_way).exists()


def wait_for_confirmation(message):
    """Return until when a message waits for a confirmation, which sends it at once."""
    end = message.created + CONFIRMATION_TIME
    if end <= timezone.now():
        raise NoMail
    return end


def wait_for_week(mail, recent):
    """Return when an unconfirmed mailbox may get its next mail this week, None for now."""
    moments = list(recent.order_by("-sent").values_list("sent", flat=True)[:MAX_MAILS_A_WEEK])
    if len(moments) < MAX_MAILS_A_WEEK or takes_daily_turn(mail, recent):
        return None
    if not mail.is_owed:
        raise NoMail
    return moments[-1] + WEEK


def takes_daily_turn(mail, recent) -> bool:
    """Return whether it is the one mail of its kind that is sent each day in any case.

    Otherwise a stranger who uses up the mail of a week would keep the owner out for that week.
    """
    same = recent.filter(kind=mail.code)
    return mail.has_daily_turn and not same.sent_since(timezone.now() - DAY).exists()
