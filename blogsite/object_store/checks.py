"""The system checks of buckets, for `check --deploy`: they ask the store."""

import re

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from blogsite.object_store.media import FOLDER, media_bucket
from blogsite.object_store.url import Bucket


def check_media_storage(app_configs, **kwargs):
    """Return an error if the bucket in MEDIA_STORAGE cannot be read, or if another site uses it."""
    bucket = media_bucket()
    faults = bucket_faults(bucket, "MEDIA_STORAGE", "soundoff.E009")
    if faults or not bucket:
        return faults
    from posts.models import FileToDelete, FileUpload, Image

    stems = stems_of(first_names(bucket, f"{FOLDER}/"))
    try:
        known = set(Image.objects.filter(stem__in=stems).values_list("stem", flat=True))
        for files in (FileUpload, FileToDelete):  # without an image
            known |= stems_of(files.objects.values_list("name", flat=True))
    except DatabaseError:
        return []  # before the first `migrate`, nothing is known
    return faults_of_sharing(bucket, stems, known, "MEDIA_STORAGE", "soundoff.W011")


def check_backup_copies(app_configs, **kwargs):
    """Return an error if BACKUP_COPY_TO is a bucket that cannot be read, or of another site."""
    target = settings.BACKUP_COPY_TO
    bucket = target if isinstance(target, Bucket) else None
    faults = bucket_faults(bucket, "BACKUP_COPY_TO", "soundoff.E012")
    if faults or not bucket:
        return faults
    from blogsite.models import BackupCopy

    names = {name.removesuffix(".age") for name in first_names(bucket, "soundoff-")}
    try:
        known = set(BackupCopy.objects.filter(backup__in=names).values_list("backup", flat=True))
    except DatabaseError:
        return []
    # Copies may stay for longer than the rows about them; their names begin with their dates.
    recent = {name for name in names if name >= min(known, default="")}
    return faults_of_sharing(bucket, recent, known, "BACKUP_COPY_TO", "soundoff.W012")


def stems_of(names) -> set[str]:
    """Return what the names of the files of pictures begin with."""
    return {re.split("[-.]", name)[0] for name in names}


def first_names(bucket, beginning: str) -> list[str]:
    """Return the names of up to a thousand files in the folder of a bucket."""
    from blogsite.object_store.client import client_of, plain_errors

    folder = f"{bucket.folder}/" if bucket.folder else ""
    with plain_errors(bucket):
        listed = client_of(bucket).list_objects_v2(
            Bucket=bucket.name, Prefix=f"{folder}{beginning}"
        )
    return [entry["Key"].removeprefix(folder) for entry in listed.get("Contents", ())]


def faults_of_sharing(bucket, names: set, known, variable: str, warning_id: str):
    """Return a warning if this site does not know half of the names in its folder of a bucket."""
    unknown = names - known
    if 2 * len(unknown) < max(len(names), 2):
        return []
    text = (
        f"{variable}: {len(unknown)} of {len(names)} names in {bucket} are not of this site."
        " Each site needs a folder of its own, or they delete each other's files."
    )
    return [checks.Warning(text, id=warning_id)]


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
