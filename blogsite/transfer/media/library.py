"""Find this blog's picture for a URL of the old site; each is stored once."""

from itertools import batched
from urllib.parse import urlsplit

from django.utils.translation import gettext_noop

from blogsite.transfer.media.attachments import Attachment, Attachments
from blogsite.transfer.media.stored_picture import StoredPicture
from blogsite.transfer.media.unreadable import MissingFile, Unreadable
from blogsite.transfer.media.upload_urls import UploadURL
from blogsite.transfer.people import digest
from blogsite.transfer.remarks import Remark
from moderation.text.sanitizing import visible_text
from posts.models import Image, OldAddress
from posts.pictures import UnusablePicture

BATCH_SIZE = 500  # paths in one query
MAX_PATH_LENGTH = 70  # in an origin
NOT_DESCRIBED = gettext_noop("picture that nobody described, now decorative")
MAX_ALT_LENGTH = Image._meta.get_field("alt").max_length
NOT_GIVEN = Remark(
    gettext_noop("no pictures were given: neither an archive or a folder of them, nor the old site")
)
NOT_AMONG_UPLOADS = Remark(gettext_noop("not among the uploads"))
LEFT_OUT = gettext_noop("picture left out: %(reason)s")


class Library:
    """The pictures of one export; `origin` returns the origin of an object of its site.

    `uploads` and `old_site` are the sources of files, each may be None. In a dry run nothing is
    stored, and no picture is found.
    """

    def __init__(self, origin, report, hosts=(), uploads=None, old_site=None, *, dry_run=False):
        self.origin, self.report = origin, report
        self.attachments = Attachments()
        self.hosts = {host.removeprefix("www.") for host in hosts}
        self.uploads, self.old_site, self.dry_run = uploads, old_site, dry_run
        self.stored = None  # by origin
        self.reasons = {}  # of pictures that cannot be stored, by origin
        self.old_paths = {}  # the URL of the picture here, by its path at the old site
        self.waiting = []  # images with stored files and unsaved rows
        self.begin_post("", is_public=False)

    def begin_post(self, label: str, *, is_public: bool):
        """Set the post whose pictures are needed: its name in the report, and who could see it."""
        self.label, self.is_public = label, is_public
        self.in_post = {}  # pictures of the post, by the beginning of their names

    @property
    def has_files(self) -> bool:
        """Return whether there is a source of pictures."""
        return self.uploads is not None or self.old_site is not None

    # Pictures of a body

    def picture(self, url: str, attributes: dict) -> StoredPicture | None:
        """Return the picture at a URL, storing it if it is new; None if it is not available.

        `attributes` are those of the tag that shows it.
        """
        upload = self._upload(url)
        if upload is None:
            return None
        alt = " ".join((attributes.get("alt") or "").split())
        return self._picture(upload, self._attachment_of(upload, attributes), alt)

    def lead(self, key: str) -> StoredPicture | None:
        """Return the picture of an attachment's id, None if it is not available."""
        attachment = self.attachment(key)
        if attachment is None:
            lead = Remark(gettext_noop("lead picture, attachment %(key)s"), key=key[:20])
            self._report_missing(lead, Remark(gettext_noop("not in the file")))
            return None
        return self.picture(attachment.url, {})

    def file_of(self, url: str) -> str:
        """Return the URL of our copy of a linked picture; "" if there is none."""
        upload = self._upload(url)
        if upload is None or not upload.is_picture:
            return ""
        picture = self._picture(upload, self.attachments.at(upload), "")
        return picture.source if picture else ""

    def stored_source(self, url: str) -> str:
        """Return the URL of our copy of a picture that a post has shown; "" if there is none."""
        upload = self._upload(url)
        if upload is None:
            return ""
        _, origin = self._place(upload, self.attachments.at(upload))
        picture = self._known(origin)
        return picture.source if picture else ""

    def is_picture(self, url: str) -> bool:
        """Return whether a URL leads to a picture among the old site's uploads."""
        upload = self._upload(url)
        return upload is not None and upload.is_picture

    def is_other_file(self, url: str) -> bool:
        """Return whether a URL leads to a film, a sound or another file of the old site."""
        upload = self._upload(url)
        return upload is not None and not upload.is_picture

    def attachment(self, key: str) -> Attachment | None:
        return self.attachments.by_id.get(key)

    def attachment_at(self, url: str) -> Attachment | None:
        """Return the attachment whose page at the old site has this URL."""
        return self.attachments.with_page(url)

    def attached_to(self, post_id: str) -> list[Attachment]:
        return self.attachments.of_post(post_id)

    # One picture

    def _upload(self, url):
        """Return the path of a URL among the uploads of this site; None if it is not one."""
        upload = UploadURL.of(url)
        if upload is None:
            return None
        is_ours = upload.host.removeprefix("www.") in self.hosts | self.attachments.hosts
        return upload if is_ours or self.attachments.at(upload) else None

    def _attachment_of(self, upload, attributes):
        """Return the attachment that a tag shows: by its URL, else by the id in its class."""
        if attachment := self.attachments.at(upload):
            return attachment
        classes = (attributes.get("class") or "").split()
        keys = (name.removeprefix("wp-image-") for name in classes if name.startswith("wp-image-"))
        return self.attachment(next(keys, ""))

    def _picture(self, upload, attachment, alt):
        if attachment and attachment.upload:
            upload = attachment.upload._replace(path=upload.path)
        path, origin = self._place(upload, attachment)
        paths = upload.candidates(path)
        if self._known(origin) is None and origin not in self.reasons:
            self.reasons[origin] = self._store(upload, paths, origin, attachment, alt)
        if picture := self._known(origin):
            self.in_post[picture.stem] = picture
            self.old_paths |= dict.fromkeys(upload.site_paths(path), picture.source)
        elif reason := self.reasons[origin]:
            self._report_missing(upload.url_of(upload.path), reason)
        return picture

    def _place(self, upload, attachment):
        """Return the path of the original among the uploads, and the origin of our copy."""
        path = self._original(upload, attachment)
        return path, self.origin("upload", path if len(path) <= MAX_PATH_LENGTH else digest(path))

    def images_in_post(self) -> list[Image]:
        """Return the images in the body of the post that was begun last."""
        return [picture.image for picture in self.in_post.values()]

    def store_waiting(self):
        """Store the pending rows of images; a transaction is open."""
        Image.objects.store_prepared(self.waiting)
        for image in self.waiting:
            self.stored[image.origin].pk = image.pk
        self.waiting.clear()

    def store_old_urls(self):
        """Make the old URLs of the pictures lead to the pictures here; a transaction is open."""
        for some in batched(self.old_paths.items(), BATCH_SIZE):
            OldAddress.objects.add_new(dict(some))

    @staticmethod
    def _original(upload, attachment):
        """Return the common path of all sizes of a picture.

        The name of an upload may look like that of a size.
        """
        is_itself = attachment and attachment.upload and attachment.upload.path == upload.path
        return upload.unscaled if is_itself else upload.original

    def _known(self, origin):
        if self.stored is None:
            images = Image.objects.filter(origin__startswith=self.origin("upload", ""))
            self.stored = {image.origin: StoredPicture.of(image) for image in images.iterator()}
            self.report.existing["picture"] += len(self.stored)
        return self.stored.get(origin)

    def _store(self, upload, paths, origin, attachment, alt):
        """Store a picture; return "" or why that is impossible."""
        if not self.has_files:
            return NOT_GIVEN
        if self.dry_run:
            return self._would_be_left_out(paths)
        reason = ""
        for path in paths:
            try:
                image = self._prepared(self._read(upload, path), attachment, alt, origin)
            except MissingFile as error:
                reason = reason or error.reason
            except Unreadable as error:
                reason = error.reason
            except UnusablePicture as error:
                reason = str(error)
            else:
                self.stored[origin] = StoredPicture.of(image)
                self.waiting.append(image)
                self.report.added["picture"] += 1
                return ""
        return reason

    def _would_be_left_out(self, paths):
        if self.uploads and any(map(self.uploads.has, paths)):
            self.report.added["picture"] += 1
            return ""
        if self.old_site:
            self.report.added["picture to fetch"] += 1
            return ""
        return NOT_AMONG_UPLOADS

    def _read(self, upload, path):
        if self.uploads:
            try:
                return self.uploads.read(path)
            except MissingFile:
                if not self.old_site:
                    raise
        return self.old_site.read(upload.url_of(path))

    def _prepared(self, data, attachment, alt, origin):
        described = self._description(attachment, alt)
        self.report.changed[NOT_DESCRIBED] += not described
        return Image.objects.prepare(
            data, alt=described, is_decorative=not described, origin=origin
        )

    @staticmethod
    def _description(attachment, alt):
        """Return a person's description of a picture: in the library, in the post, below it."""
        if attachment is None:
            return alt[:MAX_ALT_LENGTH].strip()
        title = attachment.title if attachment.is_titled else ""
        words = attachment.alt or alt or visible_text(attachment.caption) or visible_text(title)
        return words[:MAX_ALT_LENGTH].strip()

    def _report_missing(self, what, reason):
        line = Remark("%(post)s: %(what)s: %(reason)s", post=self.label, what=what, reason=reason)
        self.report.list(gettext_noop("Pictures left out"), line)
        self.report.miss(self.label, Remark(LEFT_OUT, reason=reason), self.is_public)


def hosts_of(*urls: str) -> set[str]:
    """Return the hosts of URLs, ignoring invalid ones."""
    hosts = set()
    for url in urls:
        try:
            hosts.add((urlsplit(url).hostname or "").lower())
        except ValueError:
            continue
    return hosts - {""}
