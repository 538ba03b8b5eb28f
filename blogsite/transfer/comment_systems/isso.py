"""Import the database of Isso.

It is an SQLite file, opened so that nothing in it is run or written. Imported: comments with their
places, times and states, their Markdown, authors' names, e-mail addresses and websites, and (for 30
days) IP addresses, of which Isso stores only a part. Deleted comments with replies are stored
without text and author. Not imported: likes and dislikes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from urllib.parse import quote

from django.utils.translation import gettext_noop

from blogsite.transfer.comment_systems.bodies import typed_of_markdown
from blogsite.transfer.comment_systems.commento import COMMENT
from blogsite.transfer.comment_systems.importer import import_comments
from blogsite.transfer.comment_systems.json_values import NO_NUMBER, NO_TEXT, NO_VOTES
from blogsite.transfer.comment_systems.records import MessageRecord, PageRecord
from blogsite.transfer.comment_systems.source import CommentSource, site_name
from blogsite.transfer.files import BYTE, NO_FILE, SQLITE_MAGIC, ImportRefused
from blogsite.transfer.people import digest
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import ImportReport
from blogsite.transfer.wordpress.records import CommentRecord

MAX_VALUE_LENGTH = 1 << 22  # bytes
STATES = {1: "1", 2: "0", 4: "deleted"}
COLUMNS = {
    "threads": ["id", "uri", "title"],
    "comments": [
        *("id", "tid", "parent", "created", "mode", "remote_addr", "text", "author", "email"),
        *("website", "likes", "dislikes"),
    ],
}
LOGS = {
    "-wal": gettext_noop("stop Isso, so that it writes all to the file"),
    "-journal": gettext_noop("start Isso once more"),
}
PART_ELSEWHERE = gettext_noop("a part of it is still in %(name)s; %(advice)s")
NO_SQLITE = gettext_noop("SQLite cannot read it: %(error)s")
NO_DATABASE = gettext_noop("it does not begin like a database of SQLite")
NO_TABLE = gettext_noop("it has no table “%(table)s”, so it is no database of Isso")
NO_COLUMN = gettext_noop("its table “%(table)s” has no column “%(column)s”")
ROW_ID_COLUMN = gettext_noop("its table “%(table)s” has a column “%(column)s”")
BROKEN_TABLE = gettext_noop("its table “%(table)s” is broken after row %(row)s")
ROWS = {"page": gettext_noop("page %(key)s"), "comment": COMMENT}


def import_isso(path, *, dry_run=False, stream=None, hosts=()) -> ImportReport:
    """Import the comments of Isso's database, as `import_comments` does.

    Isso stores only paths: the first of `hosts` is the site's own, for pages that are not here.
    """
    return import_comments(IssoFile(path), dry_run=dry_run, stream=stream, hosts=hosts)


class IssoFile(CommentSource):
    """A database of Isso."""

    name = "isso"
    typed_of = staticmethod(typed_of_markdown)
    plain_of = staticmethod(str)

    def records(self) -> Iterator[PageRecord | MessageRecord]:
        self._check_file()
        try:
            with closing(self._opened()) as database:
                for table, columns in COLUMNS.items():
                    check_table(database, table, columns)
                self.site = site_name(self._site_of(database))
                yield from self._pages(database)
                yield from self._messages(database)
        except sqlite3.Error as error:
            raise ImportRefused(NO_SQLITE, error=str(error)) from None
        except UnicodeDecodeError:  # SQLite's error message quotes the broken file
            raise ImportRefused(NO_SQLITE, error=Remark(gettext_noop("it is broken"))) from None

    def _check_file(self):
        if not self.path.is_file():
            raise ImportRefused(NO_FILE)
        with self.path.open("rb") as file:
            if file.read(len(SQLITE_MAGIC)) != SQLITE_MAGIC:
                raise ImportRefused(NO_DATABASE, where=Remark(BYTE, byte="0"))
        for ending, advice in LOGS.items():
            log = self.path.with_name(self.path.name + ending)
            if log.is_file() and log.stat().st_size:
                raise ImportRefused(PART_ELSEWHERE, name=log.name, advice=Remark(advice))

    def _opened(self):
        """Return a read-only connection that runs no code of the file."""
        url = f"file:{quote(str(self.path.absolute()))}?mode=ro&immutable=1"
        database = sqlite3.connect(url, uri=True, isolation_level=None)
        database.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        database.setconfig(sqlite3.SQLITE_DBCONFIG_TRUSTED_SCHEMA, False)
        database.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_VIEW, False)
        database.setconfig(sqlite3.SQLITE_DBCONFIG_ENABLE_TRIGGER, False)
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE_LENGTH)
        database.text_factory = lambda value: value.decode("utf-8", "replace")
        return database

    def _site_of(self, database):
        """Return an id of this database: a random key that Isso created."""
        select = "SELECT value FROM preferences WHERE key = 'session-key'"
        try:
            check_table(database, "preferences", ["key", "value"])
            row = database.execute(select).fetchone()
        except ImportRefused:
            row = None
        return digest("isso", str(row[0])) if row else self.path.name

    @staticmethod
    def _pages(database):
        for row in rows(database, "threads"):
            values = Row("page", row)
            url = values.text("uri")
            yield PageRecord(values.key("id"), url, values.text("title"))

    def _messages(self, database):
        (last,) = database.execute("SELECT max(_rowid_) FROM comments").fetchone()
        for row in rows(database, "comments"):
            self.position = self.size * max(0, row["_rowid_"]) // max(1, last)
            values = Row("comment", row)
            email, mode = values.text("email"), row["mode"]
            record = CommentRecord(
                line=0,
                id=values.key("id"),
                author=values.text("author"),
                email=email,
                ip=values.text("remote_addr"),
                date_gmt=time_of(row["created"]),
                body=values.text("text"),
                approved=STATES.get(mode, f"mode {mode}") if isinstance(mode, int) else "mode ?",
                parent=values.key("parent") if row["parent"] else "",
                website=values.text("website"),
            )
            likes, dislikes = values.number("likes"), values.number("dislikes")
            yield MessageRecord(values.key("tid"), record, likes=likes, dislikes=dislikes)


class Row:
    """A row whose values have the right types, which SQLite does not ensure."""

    def __init__(self, noun, row):
        self.where = Remark(ROWS[noun], key=str(row["id"])[:20])
        self.row = row

    def _refuse(self, name, message):
        raise ImportRefused(message, where=self.where, field=name)

    def text(self, name) -> str:
        value = self.row[name]
        if value is None:
            return ""
        return value.replace("\x00", "") if isinstance(value, str) else self._refuse(name, NO_TEXT)

    def key(self, name) -> str:
        value = self.row[name]
        return str(value) if isinstance(value, int) else self._refuse(name, NO_NUMBER)

    def number(self, name) -> int:
        value = self.row[name]
        is_number = value is None or isinstance(value, int) and abs(value) < 2**31
        return max(0, value or 0) if is_number else self._refuse(name, NO_VOTES)


def check_table(database, name: str, columns: list[str]):
    """Raise ImportRefused unless a plain table has these columns, none of them computed."""
    select = "SELECT type, sql FROM sqlite_schema WHERE name = ?"
    kind, sql = database.execute(select, (name,)).fetchone() or ("", "")
    if kind != "table" or not str(sql).upper().startswith("CREATE TABLE"):
        raise ImportRefused(NO_TABLE, table=name)
    info = database.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", (name,)).fetchall()
    stored = {column for column, hidden in info if not hidden}
    # Otherwise it is a name for the row's number
    if "_rowid_" in (column.lower() for column, _ in info):
        raise ImportRefused(ROW_ID_COLUMN, table=name, column="_rowid_")
    if missing := [column for column in columns if column not in stored]:
        raise ImportRefused(NO_COLUMN, table=name, column=missing[0])


def rows(database, table: str) -> Iterator[dict]:
    """Yield the rows of a table as dictionaries, in the order in which they are stored.

    A broken file can make SQLite loop for ever: then the row numbers do not rise.
    """
    names, last = ["_rowid_", *COLUMNS[table]], None
    with closing(database.cursor()) as cursor:
        select = f"SELECT {', '.join(names)} FROM {table} NOT INDEXED"  # noqa: S608 (ours)
        for values in cursor.execute(select):
            row = dict(zip(names, values, strict=True))
            if last is not None and row["_rowid_"] <= last:
                raise ImportRefused(BROKEN_TABLE, table=table, row=str(last))
            last = row["_rowid_"]
            yield row


def time_of(seconds) -> str:
    """Return seconds since 1970 as a date in UTC, "" for an invalid number."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat()
    except (TypeError, ValueError, OverflowError, OSError):
        return ""
