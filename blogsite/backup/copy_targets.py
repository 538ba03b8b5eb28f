"""The two kinds of place that copies of backups go to: a bucket, and a command of the owner."""

import re
import subprocess
import time
from fnmatch import fnmatchcase
from pathlib import Path

from blogsite.backup.dump import BACKUP_GLOB, BackupFailed, checksum_of
from blogsite.object_store.url import Bucket

CHECKSUM = re.compile(r"\b[0-9a-f]{64}\b")
# Parts of a large file may take long, and nobody waits for them.
READ_TIMEOUT_SECONDS = 60
ATTEMPTS = 5
MAX_COMMAND_SECONDS = 6 * 60 * 60  # the next backup is a day away
TIMED_OUT = (124, 137)  # with which `timeout` ends


def target_of(setting):
    """Return the target that BACKUP_COPY_TO names."""
    return BucketTarget(setting) if isinstance(setting, Bucket) else CommandTarget(setting)


class BucketTarget:
    """A bucket, or a folder in it. Its methods raise OSError if the store is away or refuses."""

    def __init__(self, bucket: Bucket):
        from blogsite.object_store.client import client_of

        self.bucket = bucket
        self.client = client_of(bucket, read_timeout=READ_TIMEOUT_SECONDS, attempts=ATTEMPTS)

    def __str__(self):
        return str(self.bucket)

    def copy(self, file: Path) -> str:
        """Store a file, read it back, and return the checksum of what was read."""
        from blogsite.object_store.client import WITHOUT_THREADS, plain_errors

        with plain_errors(self.bucket):
            place = self._place_of(file.name)
            self.client.upload_file(str(file), **place, Config=WITHOUT_THREADS)
            return checksum_of(self.client.get_object(**place)["Body"])

    def fetch(self, name: str, folder: Path) -> Path:
        """Write a copy into a folder, and return its path; leave no part of it there."""
        from blogsite.object_store.client import WITHOUT_THREADS, plain_errors

        path = folder / name
        with path.open("xb") as file:
            path.chmod(0o600)
            try:
                with plain_errors(self.bucket):
                    place = self._place_of(name)
                    self.client.download_fileobj(Fileobj=file, **place, Config=WITHOUT_THREADS)
            except OSError:
                path.unlink()
                raise
        return path

    def names(self) -> list[str]:
        """Return the names of the copies, the oldest first, without those in folders below."""
        from blogsite.object_store.client import plain_errors

        prefix = self._key_of("")
        with plain_errors(self.bucket):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket.name, Prefix=prefix
            )
            keys = [entry["Key"] for page in pages for entry in page.get("Contents", ())]
        names = (key.removeprefix(prefix) for key in keys)
        return sorted(n for n in names if "/" not in n and fnmatchcase(n, f"{BACKUP_GLOB}*"))

    def delete(self, name: str):
        from blogsite.object_store.client import plain_errors

        with plain_errors(self.bucket):
            self.client.delete_object(**self._place_of(name))

    def _place_of(self, name):
        return {"Bucket": self.bucket.name, "Key": self._key_of(name)}

    def _key_of(self, name):
        return f"{self.bucket.folder}/{name}" if self.bucket.folder else name


class CommandTarget:
    """A command that copies a file, and prints the SHA-256 of the copy that it has read back."""

    def __init__(self, words: list[str]):
        self.words = words

    def __str__(self):
        return f"the command {self.words[0]}"

    def copy(self, file: Path) -> str:
        """Run the command with the path of the file, and return the checksum that it prints."""
        words = ["timeout", "--kill-after=10", str(MAX_COMMAND_SECONDS), *self.words, str(file)]
        began = time.monotonic()
        process = subprocess.run(  # noqa: S603 (the owner's own command)
            words, capture_output=True, text=True, errors="replace"
        )
        if process.returncode in TIMED_OUT and time.monotonic() - began >= MAX_COMMAND_SECONDS:
            raise BackupFailed(f"{self} was ended: it took too long.")
        if process.returncode:
            lines = process.stderr.strip().splitlines() or ["it says nothing"]
            raise BackupFailed(f"{self} ended with {process.returncode}: {lines[-1]}")
        checksum = CHECKSUM.search(process.stdout)
        if not checksum:
            raise BackupFailed(
                f"{self} printed no SHA-256 of the copy, so nobody knows if it is whole."
            )
        return checksum[0]

    def names(self) -> list[str]:
        """Return nothing: what is there, and for how long, is the command's business."""
        return []
