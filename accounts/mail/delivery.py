"""Send due messages through the mail server; retry after an error, or give up."""

import logging
import time
from collections import Counter
from contextlib import suppress
from smtplib import SMTPHeloError

from django.core.mail import mailers

from accounts.mail.admission import Admission, release
from accounts.mail.errors import DELIVERY_ERRORS, describe, is_permanent
from accounts.mail.kinds import KINDS, kinds_that
from accounts.models import Message

BATCH_SIZE = 50  # messages
MAX_BATCH_SECONDS = 2  # between loading a mail's content and sending it
Status = Message.Status

log = logging.getLogger(__name__)


class MailServer:
    """A connection to the mail server, opened for the first of several e-mails."""

    def __init__(self):
        self.connection = None
        # True: the server takes no mail at all now, so the others need not try
        self.is_away = False

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

    It ends early when the mail server does not answer, or when the limit per minute is reached; the
    other messages stay due. Mail about accounts goes first: people wait for it.
    """
    urgent, counts = kinds_that("is_about_account"), Counter()
    with MailServer() as server:
        while messages := due().urgent_first(urgent)[:BATCH_SIZE].claim():
            batch = Batch(messages)
            counts += batch.send(server)
            if server.is_away or batch.is_full:
                break
    return counts


def due():
    return Message.objects.due().to_mailboxes()


def deliver_one(pk: int) -> Status | None:
    """Send one message and return its new status.

    Returns None when there was nothing to send: it is sent or cancelled already, another worker
    sends it, or it must wait.
    """
    messages = due().filter(pk=pk).claim()
    with MailServer() as server:
        return next(iter(Batch(messages).send(server)), None)


class Batch:
    """Messages that this worker has claimed, loaded and admitted together, each sent by itself.

    If this process dies, no message is lost: an unsent one is due again when its claim ends. None
    is sent twice: each is marked as sent before the next one is begun.
    """

    def __init__(self, messages):
        self.loaded = time.monotonic()
        self.mails, self.counts, self.is_full = [], Counter(), False
        try:
            self._prepare(messages)
        except Exception:
            log.warning("One of %s messages cannot be prepared; each is tried alone", len(messages))
            for message in messages:
                self._prepare_alone(message)

    def _prepare(self, messages):
        """Load the content of the messages and decide which of them are sent now."""
        mails = [KINDS[message.kind](message) for message in messages]
        for kind in KINDS.values():
            if alike := [mail for mail in mails if type(mail) is kind]:
                kind.load(alike)
        admission = Admission(mails)
        self.mails += admission.mails
        self.counts += admission.counts
        self.is_full = self.is_full or admission.is_full

    def _prepare_alone(self, message):
        try:
            self._prepare([message])
        except Exception as error:
            self.counts[no_text(message, error)] += 1

    def send(self, server) -> Counter:
        """Send the mails; return a Counter of the messages by their new status.

        Content that was loaded too long ago may be wrong, so such a message stays due; so do the
        rest when the mail server does not answer.
        """
        while self.mails:
            self.counts[deliver(self.mails.pop(0), server)] += 1
            if server.is_away or time.monotonic() - self.loaded > MAX_BATCH_SECONDS:
                break
        release(self.mails)
        return self.counts


def deliver(mail, server) -> Status:
    """Send a mail with those that are in the same e-mail; return their new status."""
    messages = [one.message for one in (mail, *mail.others)]
    try:
        server.send(mail.email())
    except DELIVERY_ERRORS as error:
        return [after_error(one, error) for one in messages][0]
    except Exception as error:
        return [no_text(one, error) for one in messages][0]
    if mail.asks_to_confirm:
        mail.message.mailbox.ask()
    Message.objects.mark_as_sent(messages)
    return Status.SENT


def no_text(message, error) -> Status:
    """Retry a message whose text cannot be made now; return its status."""
    log.error("Message %s cannot be rendered", message.pk, exc_info=error)
    return message.retry(describe(error))


def after_error(message, error) -> Status:
    """Retry a message, or give it up when its mailbox does not exist; return its status."""
    if is_permanent(error):
        message.mailbox.bounce()
        status = message.give_up(describe(error))
    else:
        status = message.retry(describe(error))
    log.warning("Message %s is %s: %s", message.pk, status, describe(error))
    return status
