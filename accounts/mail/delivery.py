"""Send what is due through the mail server; retry what fails, and give up what nobody accepts."""

import logging
from collections import Counter
from contextlib import suppress
from smtplib import SMTPHeloError

from django.core.mail import mailers

from accounts.mail.admission import NoMail, admit, collect
from accounts.mail.errors import DELIVERY_ERRORS, describe, is_permanent
from accounts.mail.kinds import KINDS
from accounts.mail.pace import MinuteIsFull
from accounts.models import Message

ROUND_SIZE = 500  # messages
Status = Message.Status

log = logging.getLogger(__name__)


class MailServer:
    """A connection to the mail server, opened for the first of several e-mails."""

    def __init__(self):
        self.connection = None
        self.is_away = False  # whether it takes nothing from anybody; then others need not try

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def send(self, email):
        """Send an e-mail. Raises one of DELIVERY_ERRORS; the next e-mail gets a new connection."""
        try:
            self.open()
            self.connection.send_messages([email])
        except DELIVERY_ERRORS as error:
            self.is_away = self.is_away or isinstance(error, TimeoutError | SMTPHeloError)
            self.close()
            raise

    def open(self):
        if self.connection is None:
            self.is_away = True
            connection = mailers.default
            connection.open()
            self.connection, self.is_away = connection, False

    def close(self):
        connection, self.connection = self.connection, None
        if connection is not None:
            with suppress(OSError):
                connection.close()


def send_due() -> Counter:
    """Send the messages that are due; return a Counter of them by their new status.

    The round ends when the mail server does not answer, or when enough was sent in this minute; the
    other messages stay due. People wait for the mail about their account, so it goes first.
    """
    urgent = [code for code, kind in KINDS.items() if kind.is_about_account]
    due = Message.objects.due().select_related("mailbox").urgent_first(urgent)
    # A list, so that no query stays open while a mail server does not answer.
    messages = list(due[:ROUND_SIZE])
    counts = Counter()
    with MailServer() as server, suppress(MinuteIsFull):
        for message in messages:
            counts[deliver(message, server)] += 1
            if server.is_away:
                break
    return counts


def deliver_one(pk: int) -> Status | None:
    """Send one message and return its new status, or None when there was nothing to send."""
    message = Message.objects.select_related("mailbox").filter(pk=pk).first()
    if message is None:
        return None
    with MailServer() as server, suppress(MinuteIsFull):
        return deliver(message, server)
    return None


def deliver(message, server) -> Status | None:
    """Send a message and return its new status.

    Returns None when there was nothing to send: it is sent or cancelled already, another worker
    sends it, or it must wait. Raises MinuteIsFull, and leaves the message as it was.
    """
    if not message.claim():
        return None
    messages = [message]  # of this e-mail
    try:
        mail = KINDS[message.kind](message)
        if later := admit(mail):
            return message.postpone(later)
        mail.others = collect(mail)
        messages += [other.message for other in mail.others]
        server.send(mail.email())
    except NoMail:
        return message.finish(Status.CANCELLED)
    except MinuteIsFull:
        message.postpone(message.send_after)
        raise
    except DELIVERY_ERRORS as error:
        return [after_error(one, error) for one in messages][0]
    except Exception as error:
        log.exception("Message %s cannot be rendered", message.pk)
        return [one.retry(describe(error)) for one in messages][0]
    return [one.finish(Status.SENT) for one in messages][0]


def after_error(message, error) -> Status:
    """Retry a message later, or give it up when nobody has its e-mail; return its status."""
    if is_permanent(error):
        message.mailbox.bounce()
        status = message.give_up(describe(error))
    else:
        status = message.retry(describe(error))
    log.warning("Message %s is %s: %s", message.pk, status, describe(error))
    return status
