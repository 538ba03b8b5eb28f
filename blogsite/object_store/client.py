"""boto3's client of a bucket; its errors become OSErrors, as those of a disk.

FileNotFoundError means that the bucket has no such file. All others mean that the store is away, or
set up wrongly, and say so in one line without a secret.
"""

from contextlib import contextmanager

import boto3
from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from urllib3.exceptions import HTTPError

from blogsite.object_store.url import Bucket

# A page waits for a picture no longer than this; the defaults are a minute, five times.
CONNECT_TIMEOUT_SECONDS = 2
READ_TIMEOUT_SECONDS = 10
ATTEMPTS = 2
MAX_CONNECTIONS = 32  # that stay open, of each process

WITHOUT_THREADS = TransferConfig(use_threads=False)
REFUSALS = {"AccessDenied", "Forbidden", "InvalidAccessKeyId", "SignatureDoesNotMatch", "403"}


def client_config(
    bucket: Bucket, *, read_timeout=READ_TIMEOUT_SECONDS, attempts=ATTEMPTS
) -> Config:
    """Return the settings of a client, of which stores other than Amazon's need two."""
    return Config(
        connect_timeout=CONNECT_TIMEOUT_SECONDS,
        read_timeout=read_timeout,
        retries={"mode": "standard", "total_max_attempts": attempts},
        max_pool_connections=MAX_CONNECTIONS,
        signature_version="s3v4",
        s3={"addressing_style": "path" if bucket.endpoint else "auto"},
        # Older stores refuse checksums that they do not know.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )


def client_of(bucket: Bucket, **patience):
    """Return a client, which threads may share; `patience` is as of `client_config`."""
    session = boto3.Session(aws_access_key_id=bucket.key, aws_secret_access_key=bucket.secret)
    return session.client(
        "s3",
        endpoint_url=bucket.endpoint,
        region_name=bucket.region,
        config=client_config(bucket, **patience),
    )


@contextmanager
def plain_errors(bucket: Bucket):
    """Turn boto3's errors into an OSError: FileNotFoundError if the bucket has no such file."""
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in ("NoSuchKey", "404"):
            raise FileNotFoundError(f"{bucket} has no such file.") from None
        raise OSError(refusal(bucket, code)) from error
    except NoCredentialsError as error:
        raise OSError(f"There is no key for {bucket}.") from error
    except (BotoCoreError, Boto3Error, HTTPError) as error:
        raise OSError(f"{bucket} does not answer: {type(error).__name__}.") from error


def refusal(bucket: Bucket, code: str) -> str:
    """Return a sentence about an error that the store answered with."""
    if code == "NoSuchBucket":
        return f"There is no bucket {bucket}."
    if code in REFUSALS:
        return f"{bucket} refuses our key ({code})."
    return f"{bucket} answers with an error ({code})."
