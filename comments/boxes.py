"""The boxes around comments: their indent shows which comment a reply answers."""

from django.utils.safestring import SafeString

INDENT_CAP = 6  # levels; on a phone of 360 pixels a seventh would leave no line of ten words

# Constant HTML, so safe.
OPEN_REPLIES, CLOSE_REPLIES = '<div class="replies">', "</div>"
OPEN_FOLD, CLOSE_FOLD = '<details class="comment-fold">', "</details>"


class Boxes:
    """The boxes that are open while entries are rendered one after the other."""

    def __init__(self):
        self.closers = []  # of the open boxes, outermost first
        self.depth = 0

    def before(self, level: int, *, fold_starts=False, fold_ends=False) -> SafeString:
        """Return the HTML that closes and opens boxes before an entry of this level."""
        depth, tags = min(level, INDENT_CAP), []
        while self.depth > depth or (fold_ends and CLOSE_FOLD in self.closers):
            tags.append(self._close())
        while self.depth < depth:
            tags.append(self._open(OPEN_REPLIES, CLOSE_REPLIES))
        if fold_starts:
            tags.append(self._open(OPEN_FOLD, CLOSE_FOLD))
        return SafeString("".join(tags))

    def close_all(self) -> SafeString:
        """Return the HTML that closes all open boxes."""
        return SafeString("".join(self._close() for _ in range(len(self.closers))))

    def _open(self, tag, closer):
        self.closers.append(closer)
        self.depth += closer == CLOSE_REPLIES
        return tag

    def _close(self):
        closer = self.closers.pop()
        self.depth -= closer == CLOSE_REPLIES
        return closer
