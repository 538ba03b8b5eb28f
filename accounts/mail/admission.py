"""Whether a mailbox may be written to: anybody may have typed somebody's e-mail into a form."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.mail import pace
from accounts.models import Mailbox, Message
from accounts.models.mailbox import digest_of

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
MAX_MAILS_A_WEEK = 3  # to an e-mail that was never confirmed
# So long a message waits for its e-mail to be confirmed.
CONFIRMATION_TIME = timedelta(days=7)


class NoMail(Exception):
    """The message is not to be sent, now or later."""


def admit(mail):
    """Count the mail as sent now; return None, or when to ask again if it is too early.

    Raises NoMail when it is not to be sent at all, MinuteIsFull when another minute must begin.
    """
    if mail.is_moot or not mail.recipient:
        raise NoMail
    follow_recipient(mail)
    with transaction.atomic():
        mailbox = Mailbox.objects.select_for_update(no_key=True).get(pk=mail.message.mailbox_id)
        if later := earliest_moment(mail, mailbox):
            return later
        pace.check()
        if mail.asks_to_confirm:
            mailbox.ask()
        mail.message.mailbox = mailbox
        Message.objects.filter(pk=mail.message.pk).update(sent=timezone.now())
    return None


def collect(mail) -> list:
    """Claim the messages that are due to the same mailbox, and return their mails.

    They are in the same e-mail, for which `mail` was admitted. What is not to be sent is cancelled,
    and what waits for a confirmation waits on.
    """
    if not (mail.is_collected and mail.spacing):
        return []
    claimed = [one for one in Message.objects.due_with(mail.message) if one.claim()]
    return [other for message in claimed if (other := admitted_with(mail, message))]


def admitted_with(mail, message):
    """Return the mail of a message if it may be in the same e-mail as another mail, else None."""
    other = type(mail)(message)
    if other.is_moot or other.recipient != mail.recipient:
        message.finish(Message.Status.CANCELLED)
    elif other.needs_confirmation and not other.is_confirmed_in(mail.message.mailbox):
        message.postpone(message.created + CONFIRMATION_TIME)
    else:
        Message.objects.filter(pk=message.pk).update(sent=timezone.now())
        return other
    return None


def follow_recipient(mail):
    """Move the message to the mailbox of its recipient, who may have another e-mail by now."""
    message = mail.message
    if message.mailbox.digest == digest_of(mail.recipient):
        return
    mailbox = Mailbox.objects.for_email(mail.recipient)
    Message.objects.filter(pk=message.pk).update(mailbox=mailbox)
    message.mailbox = mailbox
    mail.moved_to(mailbox)


def earliest_moment(mail, mailbox):
    """Return when the mail may be sent to its mailbox, None for now. Raises NoMail for never."""
    if mailbox.is_closed and not (mail.is_about_account and mail.is_to_owner):
        raise NoMail
    if mail.is_about_account:
        return stop_flood(mail, mailbox)
    if mail.needs_confirmation and not mail.is_confirmed_in(mailbox):
        return wait_for_confirmation(mail.message)
    now, others = timezone.now(), mailbox.messages.exclude(pk=mail.message.pk)
    if mail.asks_once and was_asked(mail, mailbox, others.sent_since(now - WEEK)):
        raise NoMail
    if mail.spacing:
        last = others.filter(kind=mail.code).sent_since(now - mail.spacing).order_by("sent").last()
        if last:
            return last.sent + mail.spacing
    if mail.is_to_owner or mailbox.is_confirmed:
        return None
    return wait_for_week(mail, others.sent_since(now - WEEK))


def stop_flood(mail, mailbox):
    """Raise NoMail when enough mail of its kind was asked for today; none of it waits.

    Each kind is counted alone: five links for a new password still work, while five codes work in
    the browsers alone that asked for them, and must not keep such a link from the owner.
    """
    if mail.daily_limit is None:
        return
    others = mailbox.messages.exclude(pk=mail.message.pk).filter(kind=mail.code)
    if others.sent_since(timezone.now() - DAY).count() >= mail.daily_limit:
        raise NoMail


def was_asked(mail, mailbox, recent) -> bool:
    """Return whether an e-mail was asked and has never answered, or was asked the same lately."""
    return mailbox.status == Mailbox.Status.ASKED or recent.filter(kind=mail.code).exists()


def wait_for_confirmation(message):
    """Return until when a message waits for a confirmation, which sends it at once."""
    end = message.created + CONFIRMATION_TIME
    if end <= timezone.now():
        raise NoMail
    return end


def wait_for_week(mail, recent):
    """Return when a mail to an e-mail that never confirmed has its turn, None for now."""
    moments = list(recent.order_by("-sent").values_list("sent", flat=True)[:MAX_MAILS_A_WEEK])
    if len(moments) < MAX_MAILS_A_WEEK:
        return None
    if not mail.is_owed:
        raise NoMail
    return moments[-1] + WEEK
