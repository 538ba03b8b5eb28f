"""Where copies of backups go, and for whom they are encrypted, from the environment.

BACKUP_COPY_TO   a bucket, s3://…, or a command, which is given the path of a file
BACKUP_COPY_KEY  public keys of age, "age1…", separated by commas
"""

import shlex
from collections.abc import Mapping

from django.core.exceptions import ImproperlyConfigured

from blogsite.object_store.url import Bucket, bucket_at, is_bucket


def target(environ: Mapping[str, str]) -> Bucket | list[str] | None:
    """Return the bucket or the words of the command; None if there is neither."""
    written = environ.get("BACKUP_COPY_TO", "").strip()
    if not written:
        return None
    if is_bucket(written):
        return bucket_at(written, "BACKUP_COPY_TO")
    try:
        words = shlex.split(written)
    except ValueError:
        words = []
    if not words or "://" in words[0]:
        raise ImproperlyConfigured(
            "BACKUP_COPY_TO is neither a bucket, such as"
            " s3://KEY:SECRET@bucket?endpoint=https://store.example, nor a command."
        )
    return words


def public_keys(environ: Mapping[str, str]) -> list[str]:
    """Return the keys for which copies are encrypted; without any, they are not."""
    keys = [key.strip() for key in environ.get("BACKUP_COPY_KEY", "").split(",") if key.strip()]
    if not keys:
        return []
    from pyrage import RecipientError, x25519

    try:
        for key in keys:
            x25519.Recipient.from_str(key)
    except RecipientError:
        raise ImproperlyConfigured(
            "BACKUP_COPY_KEY holds public keys of age, which begin with age1, as age-keygen prints"
            " them; the secret key is not for the server."
        ) from None
    return keys
