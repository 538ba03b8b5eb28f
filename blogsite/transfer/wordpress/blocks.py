"""Convert figures and galleries of the block editor to those of a post here."""

import re

from moderation.text.markup import Tag

GALLERY_CLASSES = {"wp-block-gallery", "wp-block-jetpack-tiled-gallery", "tiled-gallery"}
EMBED_CLASSES = {"wp-block-embed", "wp-block-video", "wp-block-audio"}
COVER_CLASSES = {"wp-block-cover", "wp-block-cover-image", "wp-block-cover__image-background"}
# Layout elements of a gallery; its pictures are in figures of their own.
LAYOUT = {"ul", "li", "div", "p"}
BACKGROUND = re.compile(r"background-image\s*:\s*url\(\s*[\"']?([^\"')]+)[\"']?\s*\)")


class Blocks:
    """The open blocks at a place of a body."""

    def __init__(self):
        self.closings = []  # for each open figure and layout element: its name, and its end tag
        self.gallery_depth = None
        self.is_embed = False

    @property
    def in_gallery(self) -> bool:
        return self.gallery_depth is not None

    @property
    def in_figure(self) -> bool:
        return any(end == "</figure>" for _, end in self.closings)

    def background_of(self, tag: Tag) -> str:
        """Return the URL of the background picture in a cover's style."""
        if COVER_CLASSES.isdisjoint((tag.attributes.get("class") or "").split()):
            return ""
        background = BACKGROUND.search(tag.attributes.get("style") or "")
        return background[1] if background else ""

    def tag(self, written: str, tag: Tag) -> str:
        """Return the replacement for a tag."""
        if tag.name != "figure" and tag.name not in LAYOUT:
            return written
        if tag.closing:
            return self._close(tag.name, written)
        if tag.name == "p" and not self.in_gallery:
            return written
        return self._open(tag, written)

    def framed(self, picture: str) -> str:
        """Return a picture, in a figure of its own if a gallery has it without one."""
        is_bare = self.in_gallery and not any(
            name == "figure" for name, _ in self.closings[self.gallery_depth + 1 :]
        )
        return f"<figure>{picture}</figure>" if is_bare else picture

    def embedded(self, link: str) -> str:
        """Return a link to a medium in a figure of its own, unless there is one around it."""
        return link if self.in_figure else f'\n\n<figure class="embed">{link}</figure>\n\n'

    def _open(self, tag, written):
        classes = set((tag.attributes.get("class") or "").split())
        if classes & GALLERY_CLASSES and not self.in_gallery:
            self.gallery_depth = len(self.closings)
            self.closings.append((tag.name, "</figure>"))
            return '\n\n<figure class="gallery">'
        if classes & EMBED_CLASSES and tag.name == "figure" and not self.in_gallery:
            self.closings.append(("figure", "</figure>"))
            return '<figure class="embed">'
        is_dropped = tag.name in LAYOUT and self.in_gallery
        is_dropped |= "wp-block-embed__wrapper" in classes
        self.closings.append((tag.name, "" if is_dropped else f"</{tag.name}>"))
        return "" if is_dropped else written

    def _close(self, name, written):
        if not self.closings or self.closings[-1][0] != name:
            return "" if self.in_gallery and name in LAYOUT else written
        _, end = self.closings.pop()
        if len(self.closings) == self.gallery_depth:
            self.gallery_depth = None
            return f"{end}\n\n"
        return end
