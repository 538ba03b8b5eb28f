"""The reference of a report, which its reporter reads out on the telephone."""

import re
import secrets

# Letters and digits that are not mistaken for each other when read aloud.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE = re.compile(f"R-[{REFERENCE_ALPHABET}]{{4}}-[{REFERENCE_ALPHABET}]{{4}}")


def new_reference() -> str:
    """Return a random reference that can be read out on the telephone, such as R-7K3M-92QD."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"R-{letters[:4]}-{letters[4:]}"
