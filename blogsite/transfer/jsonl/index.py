"""An index of a file on disk: the position of each record; checks that records fit together.

A file may be larger than memory, and its records may be in any order.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing

from django.utils.translation import gettext_noop

from blogsite.transfer.files import ImportRefused, line_of
from blogsite.transfer.jsonl.schema import KINDS
from blogsite.transfer.jsonl.values import to_json

NUMBERS = {name: number for number, name in enumerate(KINDS)}
NAMES = list(KINDS)
# The fields by which records of a kind are ordered and compared: at most two.
SPECIAL = {
    "comment": ("post", "parent"),
    "person": ("account", "joined_to"),
    "post": ("last_number", "pinned"),
    "tag": ("parent", "parent"),
}
SECOND_RECORD = gettext_noop("%(record)s a second time; the first is line %(other)s")
SAME_VALUES = gettext_noop("it has the same %(fields)s as line %(other)s")
NO_SUCH_RECORD = gettext_noop("“%(field)s”: the file has no %(record)s")

TABLES = """
CREATE TABLE record (
    kind INTEGER, id INTEGER, line INTEGER, start INTEGER, first INTEGER, second INTEGER,
    number INTEGER, PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE reference (kind INTEGER, id INTEGER, line INTEGER, name TEXT);
CREATE TABLE value (digest BLOB PRIMARY KEY, line INTEGER) WITHOUT ROWID;
"""
MISSING = """
SELECT reference.line, reference.name, reference.kind, reference.id FROM reference
LEFT JOIN record ON record.kind = reference.kind AND record.id = reference.id
WHERE record.id IS NULL ORDER BY reference.line LIMIT 1
"""
TAGS_BY_DEPTH = """
WITH RECURSIVE reached (id, depth) AS (
    SELECT id, 0 FROM record WHERE kind = {tag} AND second IS NULL
    UNION ALL
    SELECT record.id, depth + 1 FROM record JOIN reached ON record.second = reached.id
    WHERE record.kind = {tag}
)
SELECT record.id, line, start FROM reached JOIN record
ON record.kind = {tag} AND record.id = reached.id ORDER BY depth, record.id
"""
# Each finds the first line that breaks a rule about two records.
COMPARISONS = {
    gettext_noop("its parent is under another post"): """
        SELECT child.line FROM record AS child JOIN record AS parent
        ON parent.kind = child.kind AND parent.id = child.second
        WHERE child.kind = {comment} AND parent.first <> child.first ORDER BY 1 LIMIT 1""",
    gettext_noop("it answers itself, by way of its parents"): """
        WITH RECURSIVE reached (id) AS (
            SELECT id FROM record WHERE kind = {comment} AND second IS NULL
            UNION ALL
            SELECT record.id FROM record JOIN reached ON record.second = reached.id
            WHERE record.kind = {comment}
        )
        SELECT line FROM record WHERE kind = {comment} AND id NOT IN (SELECT id FROM reached)
        ORDER BY line LIMIT 1""",
    gettext_noop("a tag is part of itself"): """
        WITH RECURSIVE reached (id) AS (
            SELECT id FROM record WHERE kind = {tag} AND second IS NULL
            UNION ALL
            SELECT record.id FROM record JOIN reached ON record.second = reached.id
            WHERE record.kind = {tag}
        )
        SELECT line FROM record WHERE kind = {tag} AND id NOT IN (SELECT id FROM reached)
        ORDER BY line LIMIT 1""",
    gettext_noop("its number is higher than the last one of its post"): """
        SELECT comment.line FROM record AS comment JOIN record AS post
        ON post.kind = {post} AND post.id = comment.first
        WHERE comment.kind = {comment} AND comment.number > post.first ORDER BY 1 LIMIT 1""",
    gettext_noop("the comment that is pinned is under another post"): """
        SELECT post.line FROM record AS post JOIN record AS comment
        ON comment.kind = {comment} AND comment.id = post.second
        WHERE post.kind = {post} AND comment.first <> post.id ORDER BY 1 LIMIT 1""",
    gettext_noop("somebody can be joined only to a person with an account"): """
        SELECT guest.line FROM record AS guest JOIN record AS main
        ON main.kind = {person} AND main.id = guest.second
        WHERE guest.kind = {person} AND main.first IS NULL ORDER BY 1 LIMIT 1""",
}


class FileIndex:
    """The positions of the records of a file. Closing it deletes its own file on disk."""

    def __init__(self):
        self._database = sqlite3.connect("", isolation_level=None)  # a temporary file
        self._database.executescript(f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; {TABLES}")
        self._database.execute("BEGIN")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._database.close()

    def add(self, line):
        """Add a record; raise ImportRefused for a duplicate."""
        kind = KINDS[line.kind]
        first, second = [line.values[name] for name in SPECIAL.get(line.kind, ())] or [None, None]
        number = NUMBERS[line.kind]
        row = (number, line.id, line.number, line.offset, first, second, line.values.get("number"))
        try:
            self._database.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        except sqlite3.IntegrityError:
            self._refuse_second(line)
        for name, target in kind.targets.items():
            value = line.values[name]
            for key in value if isinstance(value, list) else filter(None, [value]):
                row = (NUMBERS[target], key, line.number, name)
                self._database.execute("INSERT INTO reference VALUES (?, ?, ?, ?)", row)
        for names in kind.unique_sets:
            self._add_unique(line, names)

    def _refuse_second(self, line):
        other = self.find(line.kind, [line.id])[line.id][0]
        record = f"{line.kind} {line.id}"
        raise ImportRefused(
            SECOND_RECORD, where=line_of(line.number), record=record, other=str(other)
        )

    def _add_unique(self, line, names):
        values = [to_json(line.values[name]) for name in names]
        if None in values:
            return
        text = json.dumps([line.kind, names, values])
        digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
        try:
            self._database.execute("INSERT INTO value VALUES (?, ?)", (digest, line.number))
        except sqlite3.IntegrityError:
            select = "SELECT line FROM value WHERE digest = ?"
            (other,) = self._database.execute(select, (digest,)).fetchone()
            where, fields = line_of(line.number), tuple(f"“{name}”" for name in names)
            raise ImportRefused(SAME_VALUES, where=where, fields=fields, other=str(other)) from None

    def check(self):
        """Raise ImportRefused for a missing record that is referred to, or an unfitting one."""
        if missing := self._database.execute(MISSING).fetchone():
            line, name, kind, pk = missing
            raise ImportRefused(
                NO_SUCH_RECORD, where=line_of(line), field=name, record=f"{NAMES[kind]} {pk}"
            )
        for problem, select in COMPARISONS.items():
            if line := self._database.execute(select.format(**NUMBERS)).fetchone():
                raise ImportRefused(problem, where=line_of(line[0]))

    def count(self, kind: str) -> int:
        select = "SELECT count(*) FROM record WHERE kind = ?"
        return self._database.execute(select, (NUMBERS[kind],)).fetchone()[0]

    def positions(self, kind: str, post: int | None = None) -> Iterator[tuple[int, int, int]]:
        """Yield id, line and offset of each record of a kind in the order of ids.

        `post` selects the comments under a post. Among people, those with accounts come first;
        among tags, the parents.
        """
        if kind == "tag":
            yield from self._database.execute(TAGS_BY_DEPTH.format(**NUMBERS)).fetchall()
            return
        select = "SELECT id, line, start FROM record WHERE kind = ?"
        values = [NUMBERS[kind]]
        if post is not None:
            select, values = f"{select} AND first = ?", [*values, post]
        order = "second IS NOT NULL, id" if kind == "person" else "id"
        with closing(self._database.cursor()) as cursor:
            yield from cursor.execute(f"{select} ORDER BY {order}", values)

    def find(self, kind: str, ids) -> dict[int, tuple]:
        """Return line, offset and the two special fields of records by id."""
        marks = ", ".join("?" * len(ids))
        columns = "id, line, start, first, second"
        select = f"SELECT {columns} FROM record WHERE kind = ? AND id IN ({marks})"  # noqa: S608 (ours)
        rows = self._database.execute(select, [NUMBERS[kind], *ids])
        return {pk: rest for pk, *rest in rows}

    def index_comments(self):
        """Index the comments by post; call it after all records are added."""
        self._database.execute("CREATE INDEX by_first ON record (kind, first, id)")
        self._database.execute("CREATE INDEX by_second ON record (kind, second)")
