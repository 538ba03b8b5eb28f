"""Convert WordPress's [gallery] and [playlist] to figures of pictures and links to files."""

from html import escape

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark
from blogsite.transfer.wordpress.shortcodes import Attributes

IMAGES_AS_LINKS = gettext_noop("images turned into links")
NOT_IN_FILE = gettext_noop("pictures of galleries that the file does not have")


def shortcode_left_out(name: str) -> Remark:
    """Return the report's name for a shortcode that only the old site could render."""
    return Remark(gettext_noop("shortcodes left out: [%(name)s]"), name=name)


class NoLibrary:
    """An empty library: every picture stays a link to its old URL."""

    def picture(self, url, attributes):
        return None

    def file_of(self, url):
        return ""

    def is_picture(self, url):
        return False

    def is_other_file(self, url):
        return False

    def attachment(self, key):
        return None

    def attachment_at(self, url):
        return None

    def attached_to(self, post_id):
        return []


class Galleries:
    """The content of one post's shortcodes; `changes` counts what is lost."""

    def __init__(self, library, post_id, changes, old_files):
        self.library = library
        self.post_id = post_id
        self.changes = changes
        self.old_files = old_files  # URLs of files that no import can store

    def gallery(self, attributes: Attributes) -> str:
        """Return a figure of the pictures in the shortcode, else of those of the post."""
        chosen = self._chosen(attributes)
        figures = [self._figure(each) for each in chosen if each.is_picture]
        if not figures:
            self.changes[shortcode_left_out("gallery")] += 1
            return ""
        return f'\n\n<figure class="gallery">{"".join(figures)}</figure>\n\n'

    def playlist(self, attributes: Attributes) -> str:
        """Return a list of links to the files of a playlist."""
        chosen = [each for each in self._chosen(attributes) if not each.is_picture]
        if not chosen:
            self.changes[shortcode_left_out("playlist")] += 1
            return ""
        self.old_files.update(each.url for each in chosen)
        items = (f"<li>{_link(each.url, each.title or each.url)}</li>" for each in chosen)
        return f"\n\n<ul>{''.join(items)}</ul>\n\n"

    def _chosen(self, attributes):
        ids = attributes.get("ids") or attributes.get("include") or ""
        if wanted := [key.strip() for key in ids.split(",") if key.strip()]:
            matches = [self.library.attachment(key) for key in wanted]
            self.changes[NOT_IN_FILE] += matches.count(None)
            return [each for each in matches if each]
        excluded = {key.strip() for key in attributes.get("exclude", "").split(",")}
        attached = self.library.attached_to(attributes.get("id") or self.post_id)
        return [each for each in attached if each.id not in excluded]

    def _figure(self, attachment):
        caption = f"<figcaption>{attachment.caption}</figcaption>" if attachment.caption else ""
        label = f"Image: {attachment.alt or attachment.title or attachment.file_name}"
        if picture := self.library.picture(attachment.url, {}):
            image = picture_tag(picture, label if picture.is_decorative else "")
            return f'<figure><a href="{escape(picture.source)}">{image}</a>{caption}</figure>'
        self.changes[IMAGES_AS_LINKS] += not self.library.is_picture(attachment.url)
        return f"<figure>{_link(attachment.url, label)}{caption}</figure>"


def _link(url, label):
    return f'<a href="{escape(url)}">{escape(label)}</a>'


def picture_tag(picture, alt: str = "") -> str:
    """Return the tag of a picture that is stored here; without `alt`, with its own description."""
    described = f' alt="{escape(alt)}"' if alt else ""
    return f'<img src="{escape(picture.source)}"{described}>'
