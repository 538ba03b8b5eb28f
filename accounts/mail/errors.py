"""Which errors of sending mail are permanent, and what is logged of an error.

These exceptions contain the recipient's e-mail address, so only the exception's type and the
server's code are logged.
"""

import re
from smtplib import SMTPRecipientsRefused, SMTPResponseException

# OSError covers all of smtplib's errors; ValueError: an address that no header can hold.
DELIVERY_ERRORS = (OSError, ValueError)

# RFC 3463: no such mailbox or host, a bad address, moved, disabled. The owner can fix the causes of
# many other refusals (a login, a relay, a quota), although they have the same code 550.
NO_SUCH_MAILBOX = re.compile(rb"5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


def is_permanent(error) -> bool:
    """Return whether the mail server says that this mailbox does not exist."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return NO_SUCH_MAILBOX.match(next(iter(error.recipients.values()))[1]) is not None


def smtp_code(error) -> int | None:
    """Return the mail server's code, such as 550; None when no server answered."""
    if isinstance(error, SMTPRecipientsRefused):  # each message has one recipient
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, SMTPResponseException) else None


def describe(error) -> str:
    """Return the error without personal data, for the log: "SMTPRecipientsRefused 550"."""
    return " ".join(str(part) for part in (type(error).__name__, smtp_code(error)) if part)


def answer_of(error) -> str:
    """Return the mail server's answer, for the owner of the site; it may contain the address."""
    if isinstance(error, SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()))
    elif isinstance(error, SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    else:
        return str(error) or type(error).__name__
    text = text.decode(errors="replace") if isinstance(text, bytes) else text
    return f"{code} {text}"
