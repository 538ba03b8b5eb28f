"""The pages and comments of a file, on disk, ordered by conversation.

A file has them in any order, and may be larger than memory.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import fields
from operator import attrgetter

from django.utils.translation import gettext_noop

from blogsite.transfer.comment_systems.exported_urls import ExportedURL, exported_url
from blogsite.transfer.comment_systems.records import MessageRecord, PageRecord
from blogsite.transfer.wordpress.records import CommentRecord

TABLES = """
CREATE TABLE page (
    key TEXT PRIMARY KEY, url TEXT, title TEXT, other_url TEXT, is_closed INTEGER,
    is_deleted INTEGER, conversation TEXT
) WITHOUT ROWID;
CREATE TABLE message (
    number INTEGER PRIMARY KEY, page TEXT, wordpress_id TEXT, likes INTEGER, dislikes INTEGER,
    is_pinned INTEGER, comment TEXT
);
"""
values_of_page = attrgetter(*(field.name for field in fields(PageRecord)))
values_of_comment = attrgetter(*(field.name for field in fields(CommentRecord)))
LIKE, DISLIKE = gettext_noop("like of a comment"), gettext_noop("dislike of a comment")
MESSAGE = "number, page, wordpress_id, likes, dislikes, is_pinned, comment"
OF_CONVERSATION = (
    f"SELECT {MESSAGE} FROM message JOIN page ON page.key = message.page"  # noqa: S608 (ours)
    " WHERE page.conversation = ? ORDER BY number"
)


class Staging:
    """The content of a file. Closing it deletes its own file on disk."""

    def __init__(self):
        self.database = sqlite3.connect("", isolation_level=None)  # a temporary file
        self.database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {TABLES}")
        self.database.execute("BEGIN")
        self.message_count = 0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.database.close()

    def add(self, record: PageRecord | MessageRecord):
        """Store a page, unless its key is known already, or a comment."""
        if isinstance(record, PageRecord):
            insert = "INSERT OR IGNORE INTO page VALUES (?, ?, ?, ?, ?, ?, NULL)"
            self.database.execute(insert, values_of_page(record))
            return
        comment = json.dumps(values_of_comment(record.comment))
        row = (record.page, record.wordpress_id, record.likes, record.dislikes, record.is_pinned)
        insert = "INSERT INTO message VALUES (NULL, ?, ?, ?, ?, ?, ?)"
        self.database.execute(insert, (*row, comment))
        self.message_count += 1

    def index(self):
        """Index the comments by page; call it after all records are added."""
        self.database.execute("CREATE INDEX messages_by_page ON message (page)")

    def count_of_pages_without_comments(self) -> int:
        select = "SELECT count(*) FROM page WHERE key NOT IN (SELECT page FROM message)"
        return self.database.execute(select).fetchone()[0]

    def count_of_comments(self, *, of_deleted_pages: bool) -> int:
        """Return the number of comments of deleted pages, or else of no page at all."""
        which = "page.is_deleted" if of_deleted_pages else "page.key IS NULL"
        select = "SELECT count(*) FROM message LEFT JOIN page ON page.key = page WHERE "
        return self.database.execute(select + which).fetchone()[0]

    def pages(self) -> Iterator[PageRecord]:
        """Yield the pages that have comments, in the order of their keys."""
        names = ", ".join(field.name for field in fields(PageRecord))
        select = (
            f"SELECT {names} FROM page WHERE NOT is_deleted"  # noqa: S608 (ours)
            " AND key IN (SELECT page FROM message)"
        )
        with closing(self.database.cursor()) as cursor:
            for row in cursor.execute(select):
                yield PageRecord(*row)

    def articles(self, hosts: list[str]) -> dict[str, list[PageRecord]]:
        """Return the pages of each article, by its key.

        `hosts` are further hosts of the same site; the first one is its own if the file has none.
        """
        pages = list(self.pages())
        urls = {page.key: exported_url(page.url) or exported_url(page.other_url) for page in pages}
        main_host = main_host_of(filter(None, urls.values())) or next(iter(hosts), "")
        articles = defaultdict(list)
        for page in pages:
            url = urls[page.key]
            name = url.key({*hosts}, main_host) if url else f" {page.key}"
            articles[name].append(page)
        return articles

    def set_conversation(self, pages: list[PageRecord], name: str):
        """Merge the conversations of these pages with all others of that name."""
        update = "UPDATE page SET conversation = ? WHERE key = ?"
        self.database.executemany(update, [(name, page.key) for page in pages])

    def messages(self, conversation: str) -> Iterator[tuple[int, MessageRecord]]:
        """Yield the comments of a conversation in the file's order, each with its number there."""
        with closing(self.database.cursor()) as cursor:
            for row in cursor.execute(OF_CONVERSATION, (conversation,)):
                yield self._message(row)

    def message(self, number: int) -> MessageRecord:
        """Return the comment with a number."""
        select = f"SELECT {MESSAGE} FROM message WHERE number = ?"  # noqa: S608 (ours)
        return self._message(self.database.execute(select, (number,)).fetchone())[1]

    def votes(self, conversation: str) -> dict[str, list[tuple[int, int]]]:
        """Return the numbers of comments with votes, and the votes, by comment."""
        select = (
            "SELECT number, likes, dislikes FROM message JOIN page ON page.key = message.page"
            " WHERE page.conversation = ? AND (likes > 0 OR dislikes > 0)"
        )
        rows = self.database.execute(select, (conversation,)).fetchall()
        return {
            LIKE: [(number, likes) for number, likes, _ in rows],
            DISLIKE: [(number, dislikes) for number, _, dislikes in rows],
        }

    def pinned(self, conversation: str) -> set[int]:
        """Return the numbers of the comments that were pinned."""
        select = (
            "SELECT number FROM message JOIN page ON page.key = message.page"
            " WHERE page.conversation = ? AND is_pinned"
        )
        return {number for (number,) in self.database.execute(select, (conversation,))}

    @staticmethod
    def _message(row):
        number, page, wordpress_id, likes, dislikes, is_pinned, comment = row
        record = CommentRecord(*json.loads(comment))
        return number, MessageRecord(page, record, wordpress_id, likes, dislikes, bool(is_pinned))


def main_host_of(urls) -> str:
    """Return the host of most URLs, without local ones; else ""."""
    hosts: Counter[str] = Counter(url.host for url in urls if not url.is_local)
    return hosts.most_common(1)[0][0] if hosts else ""


def urls_of(pages: list[PageRecord]) -> list[ExportedURL]:
    """Return all distinct URLs of pages."""
    urls = (exported_url(url) for page in pages for url in (page.url, page.other_url) if url)
    return list(dict.fromkeys(filter(None, urls)))
