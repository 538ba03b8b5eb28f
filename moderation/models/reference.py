"""The reference of a report, which people can read out on the phone."""

import re
import secrets

# Letters and digits that cannot be confused when read aloud.
REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
REFERENCE = re.compile(f"R-[{REFERENCE_ALPHABET}]{{4}}-[{REFERENCE_ALPHABET}]{{4}}")


def new_reference() -> str:
    """Return a random reference, such as R-7K3M-92QD."""
    letters = "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))
    return f"R-{letters[:4]}-{letters[4:]}"
