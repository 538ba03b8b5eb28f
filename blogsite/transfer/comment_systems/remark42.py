"""Import the backups of Remark42.

The first line is a header, each other line is a comment. Imported: comments with their places,
times and pins, authors' names; deleted ones with replies without text and author, others not at
all. Not imported: scores, and IP addresses, of which Remark42 stores only a hash.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_noop

from blogsite.transfer.comment_systems.importer import import_comments
from blogsite.transfer.comment_systems.json_values import DECODER, Values
from blogsite.transfer.comment_systems.records import MessageRecord, PageRecord
from blogsite.transfer.comment_systems.source import CommentSource, site_name, unpacked
from blogsite.transfer.files import (
    CUT_OFF_HERE,
    EMPTY_FILE,
    LONG_LINE,
    NO_JSON,
    NO_UTF8,
    TOO_DEEP,
    UNKNOWN_VERSION,
    ImportRefused,
    line_of,
)
from blogsite.transfer.report import ImportReport
from blogsite.transfer.wordpress.records import CommentRecord

MAX_LINE = 4 << 20  # bytes
NO_BACKUP = gettext_noop("it has no version and users, so this is no backup of Remark42")
VERSION = 1


def import_remark42(path, *, dry_run=False, stream=None, hosts=()) -> ImportReport:
    """Import the comments of a backup of Remark42, as `import_comments` does."""
    return import_comments(Remark42File(path), dry_run=dry_run, stream=stream, hosts=hosts)


class Remark42File(CommentSource):
    """A backup of Remark42: JSON line by line, plain or gzip."""

    name = "remark42"
    has_site = False

    def records(self) -> Iterator[PageRecord | MessageRecord]:
        closed = set()
        for number, values in self._lines():
            if number == 1:
                closed = self._closed_pages(values)
            else:
                yield from self._records(values, number, closed)

    def _lines(self):
        with unpacked(self.path) as file:
            number = 0
            while raw := file.readline(MAX_LINE + 1):
                number += 1
                self.position += len(raw)
                if raw.strip():
                    yield number, self._values(number, raw)
        if number == 0:
            raise ImportRefused(EMPTY_FILE)

    @staticmethod
    def _values(number, raw):
        where = line_of(number)
        if len(raw) > MAX_LINE:
            raise ImportRefused(LONG_LINE, where=where, size=MAX_LINE >> 20)
        try:
            return Values(
                DECODER.decode(raw.decode("utf-8-sig" if number == 1 else "utf-8")), where
            )
        except UnicodeDecodeError:
            raise ImportRefused(NO_UTF8, where=where) from None
        except RecursionError:
            raise ImportRefused(TOO_DEEP, where=where) from None
        except ValueError as error:
            if not raw.endswith(b"\n"):
                raise ImportRefused(CUT_OFF_HERE, where=where) from None
            raise ImportRefused(NO_JSON, where=where, error=str(error)) from None

    @staticmethod
    def _closed_pages(head):
        """Return the URLs of pages that take no more comments."""
        if "version" not in head.values or not {"users", "posts"} & head.values.keys():
            head.refuse(NO_BACKUP)
        if head.number("version") != VERSION:
            head.refuse(UNKNOWN_VERSION, version=str(head.number("version")), system="Remark42")
        pages = [Values(page, head.where) for page in head.list("posts")]
        return {page.text("url") for page in pages if page.flag("read_only")}

    def _records(self, comment, number, closed):
        if "version" in comment.values and "locator" not in comment.values:
            comment.refuse(gettext_noop("another backup begins here"))
        page, author = comment.object("locator"), comment.object("user")
        url = page.key("url")
        if not self.has_site and (site := page.text("site")):
            self.site, self.has_site = site_name(site), True
        yield PageRecord(key=url, url=url, title=comment.text("title"), is_closed=url in closed)
        is_deleted = comment.flag("delete")
        record = CommentRecord(
            line=number,
            id=comment.key("id"),
            author=author.text("name"),
            date_gmt=comment.text("time"),
            body=comment.text("text") or comment.text("orig"),
            approved="deleted" if is_deleted else "1",
            parent=comment.text("pid"),
            user_id=author.text("id"),
        )
        score = comment.number("score")
        yield MessageRecord(
            url,
            record,
            likes=max(score, 0),
            dislikes=max(-score, 0),
            is_pinned=comment.flag("pin"),
        )
