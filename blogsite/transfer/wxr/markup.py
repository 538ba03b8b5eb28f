"""Convert sanitized HTML of posts and comments for WordPress."""

import re
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urljoin

from posts.models.image import IMG_TAG

ATTRIBUTE = re.compile(r"\s([a-z-]+)=\"([^\"]*)\"")
URL_ATTRIBUTE = re.compile(r"(<[a-z]+\b[^>]*?\s(?:href|src)=\")([^\"]*)(\")")
KEPT_ATTRIBUTES = ("src", "width", "height", "alt")

# The elements that WordPress allows in comments, and paragraphs, which it makes from blank lines.
INLINE = {"a", "b", "blockquote", "cite", "code", "del", "em", "i", "q", "s", "strong"}
BLOCKS = {"p", "ul", "ol", "pre", "blockquote", "hr", "table", "tr", "h2", "h3", "h4"}
# Text that would be a mark of Markdown if our importer reads the comment again.
BLANK_LINE = re.compile(r"\n[ \t]*(?=\n)")
SIGNS = re.compile(r"[\\`*_~\[\]]|(?m:^[#>+-])|(?m:^\d+(?=[.)]))")


def post_markup(html: str, site: str) -> str:
    """Return the HTML of a post with absolute URLs, and pictures that everybody can show."""
    plain = IMG_TAG.sub(lambda tag: _plain_picture(tag[0]), html)
    return URL_ATTRIBUTE.sub(lambda m: f"{m[1]}{_whole(m[2], site)}{m[3]}", plain)


def _plain_picture(tag):
    values = dict(ATTRIBUTE.findall(tag))
    pairs = (f' {name}="{values[name]}"' for name in KEPT_ATTRIBUTES if name in values)
    return f"<img{''.join(pairs)}>"


def _whole(url, site):
    """Return a path of this site as a URL; other URLs, and fragments, unchanged."""
    path = unescape(url)
    return escape(urljoin(site, path)) if path.startswith("/") else url


def comment_markup(html: str, site: str) -> str:
    """Return the HTML of a comment with what WordPress keeps of it, and blank lines as paragraphs.

    Read as Markdown, it is the same text.
    """
    parser = CommentMarkup(site)
    parser.feed(html)
    parser.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(parser.parts)).strip()


class CommentMarkup(HTMLParser):
    """Rewrites the HTML of a comment into `parts`."""

    def __init__(self, site):
        super().__init__(convert_charrefs=True)
        self.site = site
        self.parts = []
        self.code_depth = 0
        self.lists = []

    def handle_starttag(self, tag, attrs):
        if tag in BLOCKS:
            self.parts.append("\n\n")
        if tag in ("ul", "ol"):
            self.lists.append([tag, 0])
        elif tag == "li":
            self._begin_item()
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            url = next((value for name, value in attrs if name == "href" and value), "")
            self.parts.append(f'<a href="{_whole(escape(url), self.site)}">')
        elif tag in INLINE:
            self.parts.append(f"<{tag}>")
        self.code_depth += tag == "code"

    def _begin_item(self):
        mark = "- "
        if self.lists and self.lists[-1][0] == "ol":
            self.lists[-1][1] += 1
            mark = f"{self.lists[-1][1]}. "
        self.parts.append(f"\n{mark}")

    def handle_endtag(self, tag):
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in INLINE:
            self.parts.append(f"</{tag}>")
        if tag in BLOCKS:
            self.parts.append("\n\n")
        self.code_depth -= tag == "code"

    def handle_data(self, data):
        text = escape(data, quote=False)
        if self.code_depth:  # a blank line would end the paragraph, and the code with it
            text = BLANK_LINE.sub("\n&nbsp;", text)
        self.parts.append(SIGNS.sub(lambda sign: _as_entities(sign[0]), text))


def _as_entities(text):
    return "".join(f"&#{ord(character)};" for character in text)
