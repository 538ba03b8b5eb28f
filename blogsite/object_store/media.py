"""Where uploaded pictures are stored: in a folder of this machine, or in a bucket."""

from django.conf import settings
from django.core.files.storage import default_storage

from blogsite.object_store.url import Bucket

FOLDER = "images"  # in the storage, of all its files
IN_FOLDER = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    # The site itself serves them to readers; nginx asks the site.
    "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
}


def media_storage(bucket: Bucket | None) -> dict:
    """Return the entry of Django's STORAGES for pictures in a bucket, or in MEDIA_ROOT."""
    if bucket is None:
        return IN_FOLDER
    return {
        "BACKEND": "blogsite.object_store.storage.BucketStorage",
        "OPTIONS": {"bucket": bucket},
    }


def stored_names() -> set[str]:
    """Return the names of all stored files, asked for in one list instead of one by one."""
    try:
        return {f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]}
    except FileNotFoundError:
        return set()


def media_bucket() -> Bucket | None:
    """Return the bucket of the pictures; None if they are in MEDIA_ROOT."""
    return settings.STORAGES["default"].get("OPTIONS", {}).get("bucket")
