"""The media in an export, found by id, by URL, or by post."""

from collections import defaultdict
from dataclasses import dataclass

from blogsite.transfer.media.upload_urls import UploadURL


@dataclass(slots=True)
class Attachment:
    """A file in the media library of the old site; `parent` is the id of its post."""

    id: str
    url: str
    parent: str = ""
    title: str = ""
    caption: str = ""  # HTML
    alt: str = ""
    order: int = 0
    page: str = ""  # the URL of the page that shows it alone

    @property
    def upload(self) -> UploadURL | None:
        return UploadURL.of(self.url)

    @property
    def is_picture(self) -> bool:
        return self.upload is not None and self.upload.is_picture

    @property
    def file_name(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def is_titled(self) -> bool:
        """Return whether a person gave it its title, which is initially the name of the file."""
        letters, stem = _letters(self.title), self.file_name.rpartition(".")[0]
        # Cameras use numbers, such as DSC_0042.
        is_number = sum(map(str.isdigit, letters)) * 2 >= len(letters)
        return not is_number and letters not in (_letters(stem), _letters(self.file_name))


class Attachments:
    """All attachments of an export."""

    def __init__(self):
        self.by_id = {}
        self._by_path, self._by_original = {}, {}
        self._by_parent, self._by_page = defaultdict(list), {}
        self.hosts = set()

    def add(self, attachment: Attachment):
        if not attachment.id or not attachment.url:
            return
        self.by_id.setdefault(attachment.id, attachment)
        if attachment.parent not in ("", "0"):
            self._by_parent[attachment.parent].append(attachment)
        if attachment.page:
            self._by_page.setdefault(_without_scheme(attachment.page), attachment)
        if upload := attachment.upload:
            self.hosts.add(upload.host)
            self._by_path.setdefault(upload.path, attachment)
            self._by_original.setdefault(upload.original, attachment)

    def at(self, upload: UploadURL) -> Attachment | None:
        """Return the attachment with a URL, also that of one of its sizes."""
        exact = self._by_path.get(upload.path) or self._by_path.get(upload.original)
        return exact or self._by_original.get(upload.original)

    def with_page(self, url: str) -> Attachment | None:
        """Return the attachment whose page has a URL, with any scheme."""
        return self._by_page.get(_without_scheme(url))

    def of_post(self, post_id: str) -> list[Attachment]:
        """Return the attachments of a post in order."""
        return sorted(self._by_parent.get(post_id, []), key=lambda each: each.order)


def _without_scheme(url):
    return url.partition("://")[2].removeprefix("www.").rstrip("/")


def _letters(text):
    return "".join(filter(str.isalnum, text)).casefold()
