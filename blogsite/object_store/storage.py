"""The storage of uploaded pictures in a bucket. The site itself reads them for its readers."""

from contextlib import contextmanager
from functools import cached_property
from io import BytesIO
from threading import BoundedSemaphore

from django.core.files import File
from storages.backends.s3 import S3Storage

from blogsite.object_store.client import (
    MAX_CONNECTIONS,
    WITHOUT_THREADS,
    client_config,
    plain_errors,
)
from blogsite.object_store.url import Bucket

TURN_TIMEOUT_SECONDS = 1


class BucketStorage(S3Storage):
    """django-storages' storage, whose errors are OSErrors, as those of a disk.

    A file of the same name is replaced: names are derived from the content.
    """

    def __init__(self, bucket: Bucket):
        self.of = bucket
        self.turns = BoundedSemaphore(MAX_CONNECTIONS)
        super().__init__(
            bucket_name=bucket.name,
            location=bucket.folder,
            endpoint_url=bucket.endpoint,
            region_name=bucket.region,
            access_key=bucket.key,
            secret_key=bucket.secret,
            client_config=client_config(bucket),
            transfer_config=WITHOUT_THREADS,
            file_overwrite=True,
        )

    @cached_property
    def connection(self):
        """Return one connection for all threads: each further one costs megabytes."""
        return S3Storage.connection.fget(self)

    def _open(self, name, mode="rb"):
        """Return the whole file, read in one request, so that no error comes while it is sent."""
        with self._turn_to_read(), plain_errors(self.of):
            answer = self.bucket.Object(self._normalize_name(name)).get()
            return File(BytesIO(answer["Body"].read()), name)

    @contextmanager
    def _turn_to_read(self):
        """Raise OSError if too many others read: a slow store must leave threads for pages."""
        if not self.turns.acquire(timeout=TURN_TIMEOUT_SECONDS):
            raise OSError(f"{self.of} is slow: {MAX_CONNECTIONS} others wait for it.")
        try:
            yield
        finally:
            self.turns.release()

    def _save(self, name, content):
        with plain_errors(self.of):
            return super()._save(name, content)

    def exists(self, name):
        with plain_errors(self.of):
            return super().exists(name)

    def size(self, name):
        with plain_errors(self.of):
            return super().size(name)

    def delete(self, name):
        with plain_errors(self.of):
            super().delete(name)

    def listdir(self, name):
        with plain_errors(self.of):
            return super().listdir(name)
