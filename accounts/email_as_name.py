"""Whether somebody has typed an e-mail address as a name: names are public, addresses are not."""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

EMAIL_AS_NAME = _(
    "Your name is shown to everybody, and this has an e-mail in it. Please sign with a name."
)

# An e-mail address anywhere in it, blanks around the "@" included; "@ana@social.example" is not
# one.
EMAIL = re.compile(r"(?<![\w.+@-])[\w.+-]+\s{0,3}@\s{0,3}[\w-]+(?:\s?\.\s?[\w-]{2,})+")
DOTS = str.maketrans("。．｡․", "....")


def has_email(name: str) -> bool:
    """Return whether a cleaned name contains an e-mail address, also in full-width letters."""
    plain = unicodedata.normalize("NFKC", name).translate(DOTS)
    visible = (letter for letter in plain if unicodedata.category(letter) != "Cf")
    return EMAIL.search("".join(visible)) is not None
