"""What it comes to when a letter is not taken. The words of these exceptions name the address, so
of them nothing is kept but the kind and the server's number.
"""

import re
from smtplib import SMTPRecipientsRefused, SMTPResponseException

# smtplib's are among the first; the second is for an address that cannot be written on a letter.
NOT_TAKEN = (OSError, ValueError)

# RFC 3463: no such mailbox, host or address, moved away, no more in use. Of other refusals many are
# the owner's to put right (a login, a relay, a quota), though they come with the same 550.
NOBODY_THERE = re.compile(rb"5\.(?:1\.(?:1|2|3|6|10)|2\.1)\b")


def is_for_good(error) -> bool:
    """Whether the mail server says that nobody is at this address, and never will be."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    return NOBODY_THERE.match(next(iter(error.recipients.values()))[1]) is not None


def number(error) -> int | None:
    """Give what the mail server answered, as 550; None where there was none, or none answered."""
    if isinstance(error, SMTPRecipientsRefused):  # a letter has one
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, SMTPResponseException) else None


def named(error) -> str:
    """Give it in words that anybody may read: "SMTPRecipientsRefused 550"."""
    return " ".join(str(part) for part in (type(error).__name__, number(error)) if part)
