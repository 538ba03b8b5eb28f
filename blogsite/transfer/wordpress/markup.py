"""Convert the body of a WordPress post into plain HTML.

Classic bodies mark paragraphs by blank lines, and the block editor adds comments to its HTML. Both
contain pictures, embedded media and shortcodes that only the old site could render. An export is
untrusted input, so every pattern here takes linear time.
"""

import re
from collections import Counter
from html import escape, unescape
from urllib.parse import urljoin, urlsplit

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark
from blogsite.transfer.wordpress import embeds
from blogsite.transfer.wordpress.block_comments import BlockComments
from blogsite.transfer.wordpress.blocks import Blocks
from blogsite.transfer.wordpress.footnotes import with_list, with_notes
from blogsite.transfer.wordpress.galleries import (
    IMAGES_AS_LINKS,
    Galleries,
    NoLibrary,
    picture_tag,
    shortcode_left_out,
)
from blogsite.transfer.wordpress.pairs import CAPTIONS, MEDIA_AS_LINKS, with_pairs
from blogsite.transfer.wordpress.paragraphs import with_paragraphs
from blogsite.transfer.wordpress.shortcodes import Attributes
from blogsite.transfer.wordpress.source_code import mark_source_code, unshield
from blogsite.transfer.wordpress.tags import (
    alt_of,
    apart,
    file_name,
    link,
    link_tag,
    media_urls_of,
    parameter_of,
    sources_of,
)
from blogsite.transfer.wordpress.unusual import with_divs, with_formulas, without_toggles
from blogsite.transfer.wordpress.wrappers import without_wrappers
from moderation.text.markup import TAG, Tag, remove_comments

NEXT_PAGE = "<!--nextpage-->"
LINE_WITH_ONLY_A_URL = re.compile(r"^[ \t]*(https?://[^\s<>\"'\[\]]+)[ \t]*$", re.MULTILINE)
ANCHOR = re.compile(r"\s(?:id|name)\s*=\s*[\"']?([^\s\"'<>]{1,150})", re.IGNORECASE)

SHORTCODE = re.compile(
    r"(?P<before>\[?)"
    r"(?P<code>\[(?P<close>/?)(?P<name>[a-zA-Z][\w-]{0,40})(?P<rest>[\s=][^\[\]<>]{0,2000})?\])"
    r"(?P<after>\]?)"
)
# Only the old site could render these; or they only format other content.
DROPPED_SHORTCODES = {"contact-form", "contact-field", "contact-form-7", "more", "toc"}
LISTED_SHORTCODES = {"gallery", "playlist"}
KNOWN_SHORTCODES = CAPTIONS | DROPPED_SHORTCODES | LISTED_SHORTCODES | embeds.SHORTCODES.keys()
FRAMES_TAKEN_AWAY = gettext_noop("shortcodes around words taken away")
FILES_OF_OLD_SITE = gettext_noop("file that stays at the old site")
WITHOUT_URL = gettext_noop("images without a usable URL, left as their description")
LEFT_AS_TEXT = gettext_noop("shortcodes left as text: [%(name)s]")

MEDIA_ELEMENTS = {"iframe", "embed", "object", "param", "video", "audio", "source"}
VERBATIM_ELEMENTS = {"pre", "code", "textarea"}
SMILEYS = {"wp-smiley", "emoji"}


def html_of(
    body: str, base: str = "", library=None, post_id: str = "", *, notes="", shared=None
) -> tuple[str, Counter]:
    """Return a post's body as plain, unsanitized HTML, and counts of the changes.

    `base` is the post's old URL, for resolving relative URLs; `library` has the pictures that are
    stored here, and the export's data about those of the post `post_id`. `notes` is the list of its
    footnotes, `shared` has the bodies of shared blocks by their ids.
    """
    conversion = _Conversion(base, library or NoLibrary(), post_id)
    html = conversion.html(body, notes, shared or {})
    return unshield(with_paragraphs(html)), +conversion.changes


class _Conversion:
    """A conversion of one body; `changes` counts what was left out or replaced."""

    def __init__(self, base, library, post_id):
        self.base = base
        self.changes = Counter()
        self.inside = Counter()  # how many of each element are open
        self.link = ""  # the URL of the open link
        self.last_media = None
        self.parameter = None  # the URL in a parameter of the open <object>
        self.anchors = frozenset()
        self.blocks = Blocks()
        self.library = library
        self.old_files = set()  # URLs of files that no import can store
        self.galleries = Galleries(library, post_id, self.changes, self.old_files)

    def html(self, body, notes, shared):
        body = self._prepared(body, notes, shared)
        self.anchors = frozenset(unescape(anchor) for anchor in ANCHOR.findall(body))
        parts, done = [], 0
        for tag in TAG.finditer(body):
            parts.append(self._text(body[done : tag.start()]))
            parts.append(self._tag(tag))
            done = tag.end()
        parts.append(self._text(body[done:]))
        self.changes[FILES_OF_OLD_SITE] += len(self.old_files)
        return "".join(parts)

    def _prepared(self, body, notes, shared):
        """Return a body with its comments and paired shortcodes replaced by their content."""
        body = mark_source_code(body.replace("\r\n", "\n").replace("\r", "\n"))
        body = BlockComments(shared, self.changes).html(body)
        body = with_list(remove_comments(body.replace(NEXT_PAGE, "\n\n")), notes)
        body = with_notes(with_pairs(body, self.changes))
        body, count = without_wrappers(body, KNOWN_SHORTCODES)
        self.changes[FRAMES_TAKEN_AWAY] += count
        return with_formulas(without_toggles(with_divs(body)), self.changes)

    # Tags

    def _tag(self, match):
        tag = Tag.of(match)
        if tag.name == "img":
            return apart(match, self._image(tag.attributes))
        if tag.name in MEDIA_ELEMENTS:
            return self._player(tag)
        if tag.name == "a":
            return self._link(match[0], tag)
        if tag.name in VERBATIM_ELEMENTS:
            self.inside[tag.name] = max(0, self.inside[tag.name] + (-1 if tag.closing else 1))
            return match[0]
        background = self._url(self.blocks.background_of(tag))
        picture = self._picture(background, tag.attributes) if background else ""
        return self.blocks.tag(match[0], tag) + picture

    def _link(self, written, tag):
        """Return the tag of a link; one to a picture of this blog leads to our copy of it."""
        # Links are never nested; an <a> without href shows nothing.
        self.inside["a"] = not tag.closing and "href" in tag.attributes
        self.link = (tag.attributes.get("href") or "") if self.inside["a"] else ""
        if not self.link:
            return written
        address = self._url(self.link)
        page, _, fragment = (address or "").partition("#")
        if fragment in self.anchors and self._is_this_post(page):
            return link_tag(f"#{fragment}", tag.attributes)
        picture = address and (self.library.file_of(address) or self._attachment_file(address))
        self._note_file(address)
        is_button = "wp-block-file__button" in (tag.attributes.get("class") or "")
        return " " * is_button + (link_tag(picture, tag.attributes) if picture else written)

    def _attachment_file(self, url):
        """Return our copy of the picture that a page of the old site shows by itself."""
        attachment = self.library.attachment_at(url)
        return attachment and self.library.file_of(attachment.url)

    def _note_file(self, url):
        """Note a file that is linked to or played, and is not a picture."""
        if url and self.library.is_other_file(url):
            self.old_files.add(url)

    def _is_this_post(self, page):
        here = self.base.partition("#")[0]
        return bool(here) and _without_scheme(page) == _without_scheme(here)

    def _image(self, attributes):
        alt = alt_of(attributes)
        if SMILEYS & set((attributes.get("class") or "").split()):
            return escape(alt)
        url = next(filter(None, map(self._url, sources_of(attributes))), None)
        return self._picture(url, attributes)

    def _picture(self, url, attributes):
        alt = alt_of(attributes)
        label = f"Image: {alt or file_name(url) or 'without description'}"
        if url and (picture := self.library.picture(url, attributes)):
            # A link needs a name, and a decorative picture has none.
            is_nameless = self.inside["a"] and picture.is_decorative and not alt
            return self.blocks.framed(picture_tag(picture, label if is_nameless else alt))
        label = escape(label)
        if url is None:
            self.changes[WITHOUT_URL] += 1
            return label
        # The library itself reports why a picture of the old site is missing.
        self.changes[IMAGES_AS_LINKS] += not self.library.is_picture(url)
        return self.blocks.framed(label if self.inside["a"] else link(url, label))

    def _player(self, tag):
        """Return the link to the medium that a tag plays, perhaps only in a parameter."""
        if "wp-block-file__embed" in (tag.attributes.get("class") or ""):
            return ""
        if tag.name == "param":
            self.parameter = parameter_of(tag.attributes) or self.parameter
            return ""
        url, self.parameter = self.parameter, None
        urls = [url] if tag.closing else media_urls_of(tag.attributes)
        return self._media(urls, tag.attributes)

    def _media(self, urls, attributes):
        url = next(filter(None, map(self._url, filter(None, urls))), None)
        url = url and embeds.page_of(url)
        if url is None or url == self.last_media:
            return ""
        self.last_media = url
        self.changes[MEDIA_AS_LINKS] += 1
        return self._embed(url, (attributes.get("title") or "").strip())

    def _embed(self, url, title=""):
        """Return the link to a medium, in a figure unless another one is around it."""
        self._note_file(url)
        if self.inside["a"]:
            return f" {escape(title or url)} "
        return self.blocks.embedded(link(url, escape(title)))

    def _url(self, reference):
        try:
            url = urljoin(self.base, reference.strip()) if (reference or "").strip() else ""
            parts = urlsplit(url)
            return url if parts.scheme in ("http", "https") and parts.hostname else None
        except ValueError:
            return None

    # Text between tags

    def _text(self, text):
        if not text or any(self.inside.values()):
            return text
        text = SHORTCODE.sub(self._shortcode, text)
        return LINE_WITH_ONLY_A_URL.sub(self._lonely_url, text)

    def _lonely_url(self, line):
        url = unescape(line[1])
        if self.library.is_picture(url):
            return self._picture(url, {})
        self.last_media = embeds.page_of(url)
        return self._embed(self.last_media)

    def _shortcode(self, code):
        if code["before"] and code["after"] and code["name"].lower() in KNOWN_SHORTCODES:
            return code["code"]  # an example: each has a second bracket
        return f"{code['before']}{self._html_of(code)}{code['after']}"

    def _html_of(self, code):
        name, rest = code["name"].lower(), code["rest"] or ""
        if name in LISTED_SHORTCODES and not code["close"]:
            return getattr(self.galleries, name)(Attributes(unescape(rest)))
        is_medium = name in embeds.SHORTCODES and not code["close"]
        if url := embeds.url_of(name, unescape(rest)) if is_medium else None:
            self.changes[MEDIA_AS_LINKS] += 1
            return self._embed(url)
        if name in KNOWN_SHORTCODES - CAPTIONS:
            self.changes[shortcode_left_out(name)] += not code["close"]
            return ""
        if "=" in rest:
            self.changes[Remark(LEFT_AS_TEXT, name=name)] += 1
        return code["code"]


def _without_scheme(url):
    return url.partition("://")[2].removeprefix("www.").rstrip("/")
