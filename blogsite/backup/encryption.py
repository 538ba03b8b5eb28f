"""Encrypt copies of backups, in the format of age (age-encryption.org/v1).

The server needs the public key alone, so a person who breaks into it cannot read old copies. The
secret key is in a file as age-keygen writes it, and the program `age` reads the copies too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage
from pyrage import DecryptError, IdentityError, x25519

from blogsite.backup.dump import BackupFailed

SUFFIX = ".age"


def is_encrypted(path: Path) -> bool:
    return path.suffix == SUFFIX


def encrypt(source: Path, target: Path, keys: list[str]):
    """Write a file encrypted for all these public keys."""
    recipients = [x25519.Recipient.from_str(key) for key in keys]
    with source.open("rb") as plain, target.open("xb") as encrypted:
        target.chmod(0o600)
        pyrage.encrypt_io(plain, encrypted, recipients)


@contextmanager
def decrypted(source: Path, key_file: Path) -> Iterator[Path]:
    """Yield the decrypted file while the block runs; it is beside the encrypted one.

    There a restore finds the later backups, too.
    """
    target = source.with_suffix("")
    decrypt(source, target, key_file)
    try:
        yield target
    finally:
        target.unlink()


def decrypt(source: Path, target: Path, key_file: Path):
    """Write the content of an encrypted file. Raise BackupFailed if no secret key opens it."""
    identities = secret_keys(key_file)
    with source.open("rb") as encrypted, target.open("xb") as plain:
        target.chmod(0o600)
        try:
            pyrage.decrypt_io(encrypted, plain, identities)
        except (DecryptError, OSError) as error:
            target.unlink()
            raise BackupFailed(f"{key_file} does not open {source}: {error}.") from None


def secret_keys(key_file: Path) -> list:
    """Return the secret keys in a file of age-keygen. Raise BackupFailed if it has none."""
    lines = key_file.read_text().splitlines()
    written = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        keys = [x25519.Identity.from_str(key) for key in written]
    except IdentityError:
        keys = []
    if not keys:
        raise BackupFailed(f"{key_file} holds no secret key of age, which begins AGE-SECRET-KEY-1.")
    return keys
