"""The domain of an e-mail address in ASCII, by IDNA 2008, which browsers and registries use.

Python's codec implements IDNA 2003, which turns straße.example into strasse.example: another
owner's domain.
"""

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

MAX_EMAIL_LENGTH = 254  # characters, in ASCII: mail servers refuse longer addresses


def ascii_domain(domain: str) -> str:
    """Return a domain such as "xn--strae-oqa.example"; text that is not a domain is unchanged."""
    try:
        return domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def one_spelling(domain: str) -> str:
    """Return the same text for all spellings of a domain: capitals, and "xn--…" for its letters."""
    try:
        return idna.decode(ascii_domain(domain).casefold())
    except idna.IDNAError:
        return domain.casefold()


def with_ascii_domain(email: str) -> str:
    """Return an e-mail address with an ASCII domain; Django would encode it by IDNA 2003."""
    local, at, domain = email.rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}"


def validate_domain(email: str):
    """Raise ValidationError for an address that mail servers refuse: its domain is too long.

    Letters outside ASCII take more characters in ASCII than in the form, so Django lets it pass.
    """
    in_ascii = with_ascii_domain(email)
    if len(in_ascii) > MAX_EMAIL_LENGTH or not in_ascii.rpartition("@")[2].isascii():
        raise ValidationError(
            gettext("No mail can be sent there: what follows the @ is too long for an e-mail.")
        )
