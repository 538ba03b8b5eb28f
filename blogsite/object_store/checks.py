"""The system checks of buckets, for `check --deploy`: they ask the store."""

from django.conf import settings
from django.core import checks

from blogsite.object_store.media import media_bucket
from blogsite.object_store.url import Bucket


def check_media_storage(app_configs, **kwargs):
    """Return an error if the bucket in MEDIA_STORAGE cannot be read."""
    return bucket_faults(media_bucket(), "MEDIA_STORAGE", "soundoff.E009")


def check_backup_copies(app_configs, **kwargs):
    """Return an error if BACKUP_COPY_TO is a bucket that cannot be read."""
    target = settings.BACKUP_COPY_TO
    bucket = target if isinstance(target, Bucket) else None
    return bucket_faults(bucket, "BACKUP_COPY_TO", "soundoff.E012")


def bucket_faults(bucket, variable: str, error_id: str) -> list[checks.Error]:
    """Return an error if a bucket does not list its files; it needs the right to do that."""
    if bucket is None:
        return []
    from blogsite.object_store.client import client_of, plain_errors

    try:
        with plain_errors(bucket):
            client_of(bucket).list_objects_v2(Bucket=bucket.name, Prefix=bucket.folder, MaxKeys=1)
    except OSError as error:
        return [checks.Error(f"{variable}: {error}", id=error_id)]
    return []
