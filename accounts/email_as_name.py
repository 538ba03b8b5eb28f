"""Names are public, e-mails are not: whether somebody has typed an e-mail where a name belongs."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

EMAIL_AS_NAME = _(
    "Your name is shown to everybody, and this has an e-mail in it. Please sign with a name."
)

# An e-mail anywhere in it, blanks around the "@" included; "@ana@social.example" is no e-mail.
EMAIL = re.compile(r"(?<![\w.+@-])[\w.+-]+\s{0,3}@\s{0,3}[\w-]+(?:\s?\.\s?[\w-]{2,})+")
DOTS = str.maketrans("。．｡․", "....")


def has_email(name: str) -> bool:
    """Return whether a cleaned name contains an e-mail, in whatever width its letters are."""
    plain = unicodedata.normalize("NFKC", name).translate(DOTS)
    visible = (letter for letter in plain if unicodedata.category(letter) != "Cf")
    return EMAIL.search("".join(visible)) is not None
