"""What it comes to when a letter is not taken. The words of these exceptions name the address, so
of them nothing is kept but the kind and the server's number.
"""

from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPResponseException

# smtplib's are among the first; the second is for an address that cannot be written on a letter.
NOT_TAKEN = (OSError, ValueError)


def is_for_good(error) -> bool:
    """Whether the mail server will never take this letter to this address. A sender or a password
    that it refuses are the owner's to put right, and the letter waits.
    """
    return isinstance(error, SMTPRecipientsRefused | SMTPDataError) and number(error) >= 500


def number(error) -> int | None:
    """Give what the mail server answered, as 550; None where there was none, or none answered."""
    if isinstance(error, SMTPRecipientsRefused):  # a letter has one
        return next(iter(error.recipients.values()))[0]
    return error.smtp_code if isinstance(error, SMTPResponseException) else None


def named(error) -> str:
    """Give it in words that anybody may read: "SMTPRecipientsRefused 550"."""
    return " ".join(str(part) for part in (type(error).__name__, number(error)) if part)
