"""Encrypt copies of backups, in the format of age (age-encryption.org/v1).

The server needs the public key alone, so a person who breaks into it cannot read old copies. The
secret key is in a file as age-keygen writes it, and the program `age` reads the copies too.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

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
def opened(path: Path, key_file: Path | None) -> Iterator[Path]:
    """Yield the path of what is in a backup while the block runs: its own if it is not encrypted.

    What is decrypted goes into a file without a name, of which nothing stays if this process is
    killed. Raise BackupFailed if no secret key opens the backup.
    """
    if not is_encrypted(path):
        yield path
        return
    if key_file is None:
        raise BackupFailed(f"{path} is encrypted: --key names the file with the key.")
    with tempfile.TemporaryFile(dir=path.parent) as plain:
        decrypt(path, plain, key_file)
        content = Path(f"/dev/fd/{plain.fileno()}")
        try:
            yield content
        except BackupFailed as error:
            raise BackupFailed(str(error).replace(str(content), str(path))) from None


def decrypt(source: Path, target: BinaryIO, key_file: Path):
    """Write the content of an encrypted file. Raise BackupFailed if no secret key opens it."""
    identities = secret_keys(key_file)
    with source.open("rb") as encrypted:
        try:
            pyrage.decrypt_io(encrypted, target, identities)
        except (DecryptError, OSError) as error:
            raise BackupFailed(f"{key_file} does not open {source}: {error}.") from None
    target.flush()


def secret_keys(key_file: Path) -> list:
    """Return the secret keys in a file of age-keygen. Raise BackupFailed if it has none."""
    lines = key_file.read_text(errors="replace").splitlines()
    written = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        keys = [x25519.Identity.from_str(key) for key in written]
    except IdentityError:
        keys = []
    if not keys:
        raise BackupFailed(f"{key_file} holds no secret key of age, which begins AGE-SECRET-KEY-1.")
    return keys
