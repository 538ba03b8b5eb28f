"""Which bucket a setting names: s3://KEY:SECRET@bucket/folder?endpoint=https://host&region=name

Without KEY and SECRET, boto3 looks for them where it always does: in AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY, in ~/.aws, in the role of the machine. Without an endpoint it is Amazon's.
"""

import re
from dataclasses import dataclass, field
from importlib.util import find_spec
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SCHEME = "s3"
NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
DEFAULT_REGION = "us-east-1"  # of stores that know no regions
FORM = (
    "it is written like s3://KEY:SECRET@bucket?endpoint=https://store.example, with %2F for a / in"
    " the secret"
)


@dataclass(frozen=True)
class Bucket:
    """A bucket, or a folder in it, with the key that opens it. As a string, it holds no secret."""

    name: str
    folder: str = ""
    endpoint: str | None = None
    region: str | None = None
    key: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)

    def __str__(self):
        path = f"{self.name}/{self.folder}" if self.folder else self.name
        return f"{SCHEME}://{path} at {self.endpoint or 'Amazon S3'}"


def is_bucket(written: str) -> bool:
    return written.startswith(f"{SCHEME}://")


def bucket_at(written: str, variable: str) -> Bucket:
    """Return the bucket that a URL names. Raise ImproperlyConfigured, which names the variable.

    The error does not repeat the URL, which may contain a secret.
    """
    if not (bucket := _bucket(written)):
        raise ImproperlyConfigured(f"{variable} is not the URL of a bucket; {FORM}.")
    if find_spec("boto3") is None or find_spec("storages") is None:
        raise ImproperlyConfigured(
            f"{variable} needs more packages: pip install --require-hashes -r requirements-s3.txt"
        )
    return bucket


def _bucket(written):
    try:
        parts = urlsplit(written)
        query = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        has_port = parts.port is not None
    except ValueError:
        return None
    endpoint, region = query.pop("endpoint", None), query.pop("region", None)
    has_whole_key = bool(parts.username) == bool(parts.password)
    is_named = parts.scheme == SCHEME and NAME.fullmatch(parts.hostname or "")
    if query or has_port or not (is_named and has_whole_key and _is_endpoint(endpoint)):
        return None
    return Bucket(
        parts.hostname,
        folder=unquote(parts.path).strip("/"),
        endpoint=endpoint and endpoint.rstrip("/"),
        region=region or (DEFAULT_REGION if endpoint else None),
        key=parts.username and unquote(parts.username),
        secret=parts.password and unquote(parts.password),
    )


def _is_endpoint(url) -> bool:
    """Return whether it is the URL of a server alone, or none."""
    if url is None:
        return True
    try:
        parts = urlsplit(url)
        is_port = parts.port != 0
    except ValueError:
        return False
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and is_port and is_bare
