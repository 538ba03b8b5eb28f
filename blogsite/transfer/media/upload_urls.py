"""Find the path of a URL among the uploads of a WordPress site, for any size."""

import re
from typing import NamedTuple
from urllib.parse import quote, unquote, urlsplit

UPLOADS = re.compile(
    r"(?P<folder>.*?/(?:wp-content/(?:uploads|blogs\.dir/[0-9]+/files)|files)/(?:sites/[0-9]+/)?)"
    r"(?P<path>.+)"
)
HOSTED_FILES = re.compile(r"[\w-]+\.files\.wordpress\.com")
RESIZING_HOST = re.compile(r"i[0-9]\.wp\.com")  # serves pictures of other hosts as /HOST/PATH
SIZE = re.compile(r"-[0-9]{1,5}x[0-9]{1,5}(?=\.[a-zA-Z]{3,4}$)")
SCALED = re.compile(r"-(?:scaled|rotated)(?=\.[a-zA-Z]{3,4}$)")
PICTURE = re.compile(r".+\.(?:jpe?g|jpe|png|gif|webp)", re.IGNORECASE)
MAX_PATH_LENGTH = 500


class UploadURL(NamedTuple):
    """The URL of an upload: its host, the URL of the folder, and its path in it, decoded."""

    host: str
    folder: str
    path: str

    @classmethod
    def of(cls, url: str) -> "UploadURL | None":
        """Return the parts of a URL, None if it is not an upload's."""
        try:
            parts, host = _split(url)
            if RESIZING_HOST.fullmatch(host):
                parts, host = _split(f"{parts.scheme}:/{parts.path}")
        except ValueError:
            return None
        path = unquote(parts.path)
        hosted = HOSTED_FILES.fullmatch(host) and re.fullmatch("(?P<folder>/)(?P<path>.+)", path)
        match = hosted or UPLOADS.fullmatch(path)
        if not match or len(path) > MAX_PATH_LENGTH or not _is_usable(path):
            return None
        return cls(host, f"{parts.scheme}://{parts.netloc}{quote(match['folder'])}", match["path"])

    @property
    def original(self) -> str:
        """Return the path of the picture that this is a size of, or its own path."""
        return SIZE.sub("", self.unscaled)

    @property
    def unscaled(self) -> str:
        """Return the path of the original upload, if WordPress has scaled it down."""
        return SCALED.sub("", self.path)

    def candidates(self, original: str) -> list[str]:
        """Return the paths under which a picture may be found, the largest first."""
        stem, dot, suffix = original.rpartition(".")
        return list(dict.fromkeys([original, f"{stem}-scaled{dot}{suffix}", self.path]))

    def site_paths(self, original: str) -> list[str]:
        """Return the paths of the picture's URLs, not percent-encoded; none for a host of files."""
        folder = unquote(urlsplit(self.folder).path)
        return [] if folder == "/" else [folder + path for path in self.candidates(original)]

    @property
    def is_picture(self) -> bool:
        return PICTURE.fullmatch(self.path) is not None

    def url_of(self, path: str) -> str:
        """Return the URL of another path in the same folder."""
        return self.folder + quote(path)


def _split(url):
    parts = urlsplit(url)
    return parts, (parts.hostname or "").lower()


def _is_usable(path):
    """Return whether a path stays in its folder, and both databases can store it."""
    return "\x00" not in path and ".." not in path.split("/")
