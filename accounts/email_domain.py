"""The domain of an e-mail in ASCII letters, by IDNA 2008, as browsers and registries have it.

Python's own codec is of IDNA 2003: it takes straße.example for strasse.example, somebody else's.
"""

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

MAX_EMAIL_LENGTH = 254  # characters, in ASCII: mail servers take no more


def ascii_domain(domain: str) -> str:
    """Return a domain such as "xn--strae-oqa.example"; one that is none comes back as it is."""
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
    """Return an e-mail as a mail server takes it; Django would encode its domain by IDNA 2003."""
    local, at, domain = email.rpartition("@")
    return f"{local}{at}{ascii_domain(domain)}"


def validate_domain(email: str):
    """Raise ValidationError for an e-mail that no mail server takes: its domain is too long.

    Letters outside ASCII take more characters there than in a form, so Django lets it pass.
    """
    in_ascii = with_ascii_domain(email)
    if len(in_ascii) > MAX_EMAIL_LENGTH or not in_ascii.rpartition("@")[2].isascii():
        raise ValidationError(
            gettext("No mail can be sent there: what follows the @ is too long for an e-mail.")
        )
