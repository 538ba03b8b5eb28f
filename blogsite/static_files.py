"""Static files of two releases, so that a page of either finds its files on each server.

Their names have a digest of their content. `collectstatic` adds those of a release to the others in
STATIC_ROOT, with a list of them (a manifest) of its own, before a server of that release starts.
"""

import fcntl
import json
import os
import re
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.storage import CompressedManifestStaticFilesStorage

from blogsite import release

MANIFESTS = "staticfiles*.json"  # an earlier version of the site named it staticfiles.json
HASHED_NAME = re.compile(r"[\w./-]+\.[0-9a-f]{12}\.\w+")
COMPRESSED_SUFFIXES = (".br", ".gz")
RELEASES = 2


class ReleaseStorage(CompressedManifestStaticFilesStorage):
    """Stores static files with a manifest for each release.

    A worker that starts again beside files of the next release finds those of its own.
    """

    @property
    def manifest_name(self):
        return f"staticfiles.{release.name()}.json"

    def post_process(self, *args, dry_run=False, **options):
        """Store the manifest last: where it is, all files are complete."""
        yield from super().post_process(*args, dry_run=dry_run, **options)
        if not dry_run:
            super().save_manifest()

    def save_manifest(self):
        """Do nothing: the files are not compressed yet."""

    def has_all_files(self) -> bool:
        """Return whether the files of this release were collected before."""
        return self.exists(self.manifest_name)

    def mark_as_newest(self):
        """Let the files of this release stay, although others were collected after them."""
        Path(self.path(self.manifest_name)).touch()


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """Serves static files, also those that were added since the server started."""

    def __init__(self, get_response=None):
        super().__init__(get_response)
        if not self.autorefresh:
            self.directories.append((f"{Path(self.static_root).resolve()}/", self.static_prefix))

    def __call__(self, request):
        url = request.path_info
        if url not in self.files and self.is_hashed(url) and (file := self.find_file(url)):
            self.files[url] = file
        return super().__call__(request)

    def is_hashed(self, url: str) -> bool:
        name = url.removeprefix(self.static_prefix)
        return name != url and HASHED_NAME.fullmatch(name) is not None

    def immutable_file_test(self, path, url):
        """Return whether browsers may store a file for good: its name changes with its content."""
        return self.is_hashed(url)


@contextmanager
def collecting_alone():
    """Wait until no other process collects: it would delete files that no manifest names yet."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    folder = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def remove_old_files():
    """Delete the hashed files that none of the last releases names."""
    root = Path(settings.STATIC_ROOT)
    manifests = sorted(root.glob(MANIFESTS), key=lambda file: file.stat().st_mtime, reverse=True)
    names = {name for file in manifests[:RELEASES] for name in names_in(file)}
    names |= {name + suffix for name in names for suffix in COMPRESSED_SUFFIXES}
    for file in manifests[RELEASES:]:
        file.unlink()
    for file in root.rglob("*.*"):
        name = file.relative_to(root).as_posix()
        if name not in names and is_hashed_file(name) and file not in manifests:
            file.unlink()


def names_in(manifest: Path) -> set[str]:
    return set(json.loads(manifest.read_text())["paths"].values())


def is_hashed_file(name: str) -> bool:
    for suffix in COMPRESSED_SUFFIXES:
        name = name.removesuffix(suffix)
    return HASHED_NAME.fullmatch(name) is not None
