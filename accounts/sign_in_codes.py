"""Codes sent by e-mail, with which somebody signs in without a password.

The session and the outbox store a seed; making the code from it needs the site's secret key.
"""

import secrets

from allauth.core.internal.cryptokit import compare_user_code
from django.utils.crypto import salted_hmac

SALT = "accounts.sign_in_code"
# Hard to mistake for one another, and without vowels, so that they form no word
LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
CODE_LENGTH = 8


def new_seed() -> str:
    return secrets.token_hex(16)


def code_of(seed: str) -> str:
    """Return the code of a seed, such as "BCDF-GHJK"."""
    number = int.from_bytes(salted_hmac(SALT, seed, algorithm="sha256").digest())
    letters = ""
    for _ in range(CODE_LENGTH):
        number, index = divmod(number, len(LETTERS))
        letters += LETTERS[index]
    half = CODE_LENGTH // 2
    return f"{letters[:half]}-{letters[half:]}"


def is_code_of(seed: str, code: str) -> bool:
    """Return whether a code is that of a seed; False for an empty seed.

    Spaces, hyphens and small letters make no difference.
    """
    return bool(seed) and compare_user_code(actual=code, expected=code_of(seed))
