"""What holds for the import of every comment system: once, whole, in little memory."""

import gzip
import json
import sqlite3
import time
import tracemalloc

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from blogsite.transfer.comment_systems.commento import CommentoFile
from blogsite.transfer.comment_systems.disqus import DisqusFile
from blogsite.transfer.comment_systems.isso import IssoFile
from blogsite.transfer.comment_systems.remark42 import Remark42File
from blogsite.transfer.comment_systems.staging import Staging
from blogsite.transfer.sources import source_of
from comments.models import Comment
from posts.models import OldAddress, Post
from tests.blogsite.disqus_exports import a_disqus_export, a_message, a_thread
from tests.blogsite.exports import after_import
from tests.cast import a_post

pytestmark = pytest.mark.django_db

DEADLINE = 60  # seconds, generous
HOST = "harbour.example"
DAY = 1_399_453_200  # 7 May 2014, 09:00 in UTC
SYSTEMS = ["disqus", "remark42", "isso", "commento"]
ALL_SYSTEMS = pytest.mark.parametrize("system", SYSTEMS)
# They differ in how a file is read; what is read is stored in one way.
ONE_ON_EACH_DATABASE = pytest.mark.parametrize(
    "system",
    [SYSTEMS[0], *(pytest.param(name, marks=pytest.mark.one_database) for name in SYSTEMS[1:])],
)


class Written:
    """A comment as its author wrote it, which each system stores in its own way."""

    def __init__(self, id, words="Well said.", *, path="/a.html", parent=None, **values):
        self.id, self.words, self.path, self.parent = id, words, path, parent
        self.name = values.get("name", "Bo")
        self.is_deleted = values.get("is_deleted", False)

    @property
    def iso(self):
        moment = time.gmtime(DAY + self.id)
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", moment)

    def as_remark42(self):
        return {
            "id": f"c{self.id}",
            "pid": f"c{self.parent}" if self.parent else "",
            "text": "" if self.is_deleted else f"<p>{self.words}</p>\n",
            "orig": self.words,
            "user": {"name": self.name, "id": f"github_{self.name}", "picture": "", "ip": "4af3"},
            "locator": {"site": "harbour", "url": f"https://{HOST}{self.path}"},
            "score": 0,
            "votes": {},
            "time": self.iso.replace("Z", ".123456789Z"),
            **({"delete": True} if self.is_deleted else {}),
        }

    def as_commento(self):
        return {
            "commentHex": f"{self.id:064x}",
            "domain": HOST,
            "url": self.path,
            "commenterHex": f"author {self.name}",
            "markdown": self.words,
            "html": "",
            "parentHex": f"{self.parent:064x}" if self.parent else "root",
            "score": 0,
            "state": "approved",
            "creationDate": self.iso,
            "direction": 0,
            "deleted": self.is_deleted,
        }

    def as_isso(self, threads):
        thread = threads.setdefault(self.path, len(threads) + 1)
        mode = 4 if self.is_deleted else 1
        author = [self.name, f"{self.name.lower()}@{HOST}", "https://bo.example/"]
        row = [thread, self.id, self.parent, float(DAY + self.id), None, mode, "203.0.113.0"]
        return [*row, self.words, *author, 0, 0, b"", 0]


ISSO_TABLES = """
CREATE TABLE preferences (key VARCHAR PRIMARY KEY, value VARCHAR);
INSERT INTO preferences VALUES ('session-key', 'a1b2c3');
CREATE TABLE threads (id INTEGER PRIMARY KEY, uri VARCHAR(256) UNIQUE, title VARCHAR(256));
CREATE TABLE comments (
    tid REFERENCES threads(id), id INTEGER PRIMARY KEY, parent INTEGER, created FLOAT NOT NULL,
    modified FLOAT, mode INTEGER, remote_addr VARCHAR, text VARCHAR, author VARCHAR, email VARCHAR,
    website VARCHAR, likes INTEGER DEFAULT 0, dislikes INTEGER DEFAULT 0, voters BLOB NOT NULL,
    notification INTEGER DEFAULT 0
);
"""


MARKS = ", ".join("?" * 15)


def write_isso(path, written):
    path.unlink(missing_ok=True)
    threads = {}
    rows = [comment.as_isso(threads) for comment in written]
    with sqlite3.connect(path) as database:
        database.executescript(ISSO_TABLES)
        pages = [(id, uri, f"Page {uri}") for uri, id in threads.items()]
        database.executemany("INSERT INTO threads VALUES (?, ?, ?)", pages)
        database.executemany(f"INSERT INTO comments VALUES ({MARKS})", rows)  # noqa: S608
    database.close()


def write_remark42(path, written):
    head = {"version": 1, "users": [], "posts": []}
    lines = [head, *(comment.as_remark42() for comment in written)]
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))


def write_commento(path, written):
    authors = {
        comment.name: {
            "commenterHex": f"author {comment.name}",
            "email": f"{comment.name.lower()}@{HOST}",
            "name": comment.name,
            "link": "https://bo.example/",
            "photo": "undefined",
            "provider": "commento",
            "joinDate": "2014-01-01T00:00:00Z",
        }
        for comment in written
    }
    export = {
        "version": 1,
        "comments": [comment.as_commento() for comment in written],
        "commenters": list(authors.values()),
    }
    path.write_text(json.dumps(export))


def write_disqus(path, written):
    keys = {path: 10 + n for n, path in enumerate(dict.fromkeys(c.path for c in written))}
    threads = [a_thread(key, f"https://{HOST}{path}") for path, key in keys.items()]
    messages = [
        a_message(
            comment.id,
            f"<p>{comment.words}</p>",
            thread=keys[comment.path],
            parent=comment.parent,
            name=comment.name,
            username=comment.name.lower(),
            createdAt=comment.iso,
            isDeleted=str(comment.is_deleted).lower(),
        )
        for comment in written
    ]
    path.write_text(a_disqus_export(*threads, *messages))


WRITERS = {
    "disqus": write_disqus,
    "remark42": write_remark42,
    "isso": write_isso,
    "commento": write_commento,
}


@pytest.fixture
def export(tmp_path):
    """Return a function that writes comments to a file of a system, and returns its path."""

    def exporting(system, *written):
        WRITERS[system](tmp_path / system, written)
        return tmp_path / system

    return exporting


@pytest.fixture
def take_in(take, export):
    """Return a function that imports comments from a system and gives what the command printed."""

    def taking(system, *written, **options):
        content = export(system, *written).read_bytes()
        return take(content, system, command=f"import_{system}", **options)

    return taking


def known_at(path):
    post = a_post("The harbour")
    OldAddress.objects.add(path, post)
    return post


def comments():
    return list(Comment.objects.order_by("tree_id", "lft"))


CONVERSATION = [
    Written(3, "The third.", parent=2),
    Written(1, "The first."),
    Written(2, "The second.", parent=1, name="Cy"),
    Written(4, "Gone.", is_deleted=True),
    Written(5, "An answer.", parent=4),
    Written(6, "Gone, and nobody answered.", is_deleted=True),
    Written(7, "Without its parent.", parent=99),
    Written(8, "Elsewhere.", path="/gone/"),
    Written(9, "The same page.", path="/a/?utm_source=feed"),
]


@ALL_SYSTEMS
def test_conversations_come_in_whole_once_and_a_dry_run_says_so(take_in, system):
    post = known_at("/a.html")
    dry = take_in(system, *CONVERSATION, dry_run=True)
    assert not Comment.objects.exists()
    report = take_in(system, *CONVERSATION)
    assert after_import(dry) == report
    assert "Came in: 8 comments, 1 page elsewhere\n" in report
    assert "comments: 7 published, 1 withdrawn" in report
    shape = [(c.level, c.status, c.body) for c in comments() if c.post == post]
    assert shape == [
        (0, "published", "The first."),
        (1, "published", "The second."),
        (2, "published", "The third."),
        (0, "withdrawn", ""),
        (1, "published", "An answer."),
        (0, "published", "Without its parent."),
        (0, "published", "The same page."),
    ]
    first, second = comments()[:2]
    assert (first.name, second.name, first.author == second.author) == ("Bo", "Cy", False)
    assert (int(first.created.timestamp()), first.created.tzinfo) == (DAY + 1, first.created.tzinfo)
    call_command("check_threads")
    ids = [comment.pk for comment in comments()]
    again = take_in(system, *CONVERSATION)
    assert "Came in: nothing\nAlready there: 8 comments\n" in again
    assert [comment.pk for comment in comments()] == ids


@pytest.mark.one_database
@ALL_SYSTEMS
def test_the_file_of_a_comment_system_is_recognized(export, system):
    path = export(system, *CONVERSATION)
    assert source_of(path).name == system
    if system != "isso":
        path.write_bytes(gzip.compress(path.read_bytes()))
        assert source_of(path).name == system


@ALL_SYSTEMS
def test_a_file_that_grew_brings_what_is_new(take_in, system):
    take_in(system, Written(1), Written(2, parent=1))
    report = take_in(system, Written(1), Written(2, parent=1), Written(3, parent=2))
    assert "Came in: 1 comment\nAlready" not in report
    assert "Came in: 1 comment\n" in report
    assert [comment.level for comment in comments()] == [0, 1, 2]
    assert Post.objects.count() == 1


def test_one_comment_in_the_files_of_two_systems_comes_in_once(take_in):
    known_at("/a.html")
    take_in("disqus", Written(1, "2 * 3 * 4 is <b>24</b>"), Written(2, parent=1))
    report = take_in("remark42", Written(1, "2 * 3 * 4 is 24"), Written(3, "No.", parent=1))
    assert "Came in: 1 comment\n" in report
    assert "Already there: 1 comment\n" in report
    assert [comment.level for comment in comments()] == [0, 1, 1]


def test_no_id_in_a_file_is_that_of_a_comment_from_elsewhere(export):
    known_at("/a.html")
    call_command("import_disqus", str(export("disqus", Written(1))))
    origin = Comment.objects.get().origin
    path = export("remark42", Written(2, "Another."))
    path.write_text(path.read_text().replace('"c2"', f'"={origin}"'))
    call_command("import_remark42", str(path))
    assert Comment.objects.count() == 2
    assert Comment.objects.filter(origin=origin).count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize("system", ["isso", "commento"])
def test_markdown_stays_markdown_and_authors_keep_what_they_gave(take_in, system):
    known_at("/a.html")
    take_in(system, Written(1, r"**bold**, \*not\*, `a\*b`" + "\n\n- one\n- two"))
    comment = comments()[0]
    assert "<strong>bold</strong>, *not*, <code>a\\*b</code>" in comment.body_html
    assert "<li>one</li>" in comment.body_html
    assert (comment.email, comment.website) == (f"bo@{HOST}", "https://bo.example/")


def test_html_of_remark42_is_never_read_as_markdown(take_in, export):
    path = export("remark42", Written(1, "2 * 3 * 4 **x**"), Written(2, "Look."))
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    lines[1] |= {"score": 3, "pin": True}
    lines[2] |= {"score": -2}
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    path.write_bytes(gzip.compress(path.read_bytes()))
    post = known_at("/a.html")
    call_command("import_remark42", str(path))
    first, _ = comments()
    assert first.body_html == "<p>2 * 3 * 4 **x**</p>"
    post.refresh_from_db()
    assert post.pinned_key == first.pk


@pytest.mark.one_database
def test_states_of_isso_and_commento_are_ours(export):
    path = export("isso", Written(1), Written(2))
    with sqlite3.connect(path) as database:
        now = timezone.now().timestamp()
        database.execute("UPDATE comments SET mode = 2, likes = 4, created = ? WHERE id = 1", [now])
        database.execute("UPDATE comments SET created = 'never' WHERE id = 2")
    database.close()
    call_command("import_isso", str(path))
    held = Comment.objects.get(origin__endswith=" 1")
    assert (held.status, held.ip) == ("held", "203.0.113.0")
    path = export("commento", Written(3), Written(4))
    text = path.read_text().replace("approved", "unapproved", 1)
    path.write_text(text.replace('"approved"', '"flagged"'))
    call_command("import_commento", str(path))
    assert [c.status for c in comments()[2:]] == ["held", "held"]


# Files that nobody should import

DEEP = "[" * 100_000
REMARK = '{"version":1,"users":[],"posts":[]}\n'
COMMENT = json.dumps(Written(1).as_remark42())
EXPORT = json.dumps({"version": 1, "comments": [Written(1).as_commento()], "commenters": []})
REFUSED = [
    ("remark42", "", "the file is empty"),
    ("remark42", EXPORT, "line 1: it has no version and users"),
    ("remark42", REMARK.replace("1", "2"), "line 1: version 2 of Remark42’s format is unknown"),
    ("remark42", REMARK + COMMENT[:-9], "line 2: the file is cut off here"),
    ("remark42", f"{REMARK}{COMMENT}\n{REMARK}", "line 3: another backup begins here"),
    ("remark42", f"{REMARK}{DEEP}\n", "line 2: it is nested too deep"),
    ("remark42", f"{REMARK}[]\n", "line 2: it is no object"),
    ("remark42", f"{REMARK}{COMMENT.replace('0', 'NaN', 1)}\n", "line 2: it is no JSON"),
    ("remark42", REMARK + COMMENT.replace('"c1"', "1"), "line 2: “id” is not text"),
    ("remark42", REMARK + COMMENT.replace('"score": 0', '"score": "9"'), "“score” is not a whole"),
    ("remark42", REMARK + '{"id":"a","locator":{"url":""}}', "line 2: it has no “url”"),
    ("remark42", f'{REMARK}"{"x" * 5_000_000}"\n', "line 2: longer than 4 MB"),
    ("remark42", f"{REMARK}\0\n", "line 2: it is no JSON"),
    ("remark42", b"\x1f\x8b" + b"no gzip at all" * 9, "the gzip file is broken"),
    ("remark42", gzip.compress(REMARK.encode(), mtime=0)[:-9], "the gzip file is cut off"),
    ("commento", "", "line 1: the file is cut off"),
    ("commento", REMARK, "it has no version, comments or commenters"),
    ("commento", EXPORT.replace("1", "3", 1), "version 3 of Commento’s format is unknown"),
    ("commento", EXPORT[:-30], "the file is cut off"),
    ("commento", EXPORT + EXPORT, "line 1: something follows the end of the JSON"),
    ("commento", f'{{"comments": [{DEEP}', "line 1: it is nested too deep"),
    ("commento", EXPORT.replace(HOST, "\udcff", 1), "it is no UTF-8"),
    ("commento", EXPORT.replace('"root"', "7"), "comment 1: “parentHex” is not text"),
    ("commento", EXPORT.replace('"score": 0', f'"score": {"9" * 5000}'), "it is no JSON"),
    ("commento", f'{{"version":1,"comments":["{"x" * 5_000_000}', "longer than 4,194,304"),
    ("commento", "<html>", "line 1: it does not begin like an object of JSON"),
    ("isso", EXPORT, "byte 0: it does not begin like a database of SQLite"),
    ("isso", b"SQLite format 3\0" + b"x" * 5000, "SQLite cannot read it"),
]  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize(("system", "content", "reason"), REFUSED)
def test_what_is_no_whole_file_of_the_system_is_refused(take, system, content, reason):
    raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogateescape")
    with pytest.raises(CommandError, match=reason) as refusal:
        take(raw, system, command=f"import_{system}")
    assert "\n" not in str(refusal.value)
    assert not Comment.objects.exists()


HOSTILE_TABLES = [
    ("DROP TABLE comments", "it has no table “comments”"),
    ("DROP TABLE threads", "it has no table “threads”"),
    ("ALTER TABLE comments DROP COLUMN website", "its table “comments” has no column “website”"),
    (
        "ALTER TABLE comments RENAME TO c; CREATE VIEW comments AS SELECT * FROM c, c AS d, c AS e",
        "it has no table “comments”",
    ),
    (
        "ALTER TABLE comments DROP COLUMN text;"
        " ALTER TABLE comments ADD COLUMN text AS (hex(zeroblob(100000000)))",
        "its table “comments” has no column “text”",
    ),
    ("UPDATE comments SET text = zeroblob(100)", "comment 1: “text” is not text"),
    ("UPDATE comments SET text = hex(zeroblob(9000000))", "SQLite cannot read it"),
    ("UPDATE comments SET tid = 'one'", "comment 1: “tid” is not a whole number"),
    ("UPDATE comments SET likes = 'many'", "comment 1: “likes” is no number of votes"),
    (
        "ALTER TABLE comments ADD COLUMN _rowid_; UPDATE comments SET _rowid_ = 'one'",
        "its table “comments” has a column “_rowid_”",
    ),
    ("UPDATE threads SET uri = 5.5, title = x'00'", "page 1: “"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("sql", "reason"), HOSTILE_TABLES)
def test_a_database_that_isso_did_not_make_is_refused(export, sql, reason):
    path = export("isso", Written(1))
    with sqlite3.connect(path) as database:
        database.executescript(sql)
    database.close()
    with pytest.raises(CommandError, match=reason) as refusal:
        call_command("import_isso", str(path))
    assert "\n" not in str(refusal.value)
    assert not Comment.objects.exists()


@pytest.mark.one_database
def test_a_database_with_broken_names_is_refused_in_one_line(export):
    path = export("isso", Written(1))
    path.write_bytes(path.read_bytes().replace(b"CREATE TABLE threads", b"CREATE TABL\xff threads"))
    with pytest.raises(CommandError, match="SQLite cannot read it: it is broken$"):
        call_command("import_isso", str(path))


def test_the_database_of_isso_is_opened_and_never_written(export):
    path = export("isso", Written(1, "a\x00b"))
    before = path.read_bytes()
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        call_command("import_isso", str(path), host=[HOST])
    finally:
        path.parent.chmod(0o755)
    assert (path.read_bytes(), sorted(path.parent.iterdir())) == (before, [path])
    assert comments()[0].body == "ab"
    assert Post.objects.get().origin == f"page {HOST}/a"
    log = path.with_name("isso-wal")
    log.write_bytes(b"what Isso has not written to the file yet")
    with pytest.raises(CommandError, match="a part of it is still in isso-wal; stop Isso"):
        call_command("import_isso", str(path))


# Much, and in pieces

FILES = {
    "disqus": DisqusFile,
    "remark42": Remark42File,
    "isso": IssoFile,
    "commento": CommentoFile,
}
MANY = 4_000
MEGABYTE = 1 << 20


@pytest.mark.slow
@ALL_SYSTEMS
@pytest.mark.one_database
def test_the_words_of_a_long_file_are_never_all_in_memory(export, system):
    words = "Word. " * 1_500
    path = export(system, *(Written(n, words, parent=n // 2 or None) for n in range(1, MANY)))
    with Staging() as staging:
        tracemalloc.start()
        for record in FILES[system](path).records():
            staging.add(record)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert staging.message_count == MANY - 1
    assert path.stat().st_size > 34 * MEGABYTE
    assert peak < 6 * MEGABYTE


@ONE_ON_EACH_DATABASE
@pytest.mark.django_db(transaction=True)
def test_an_import_that_is_killed_and_repeated_equals_one(export, system, loaded_site):
    written = [
        Written(
            n * 100 + k, f"No. {n} {k}", path=f"/{n}/", parent=n * 100 + k // 2 if k > 1 else None
        )
        for n in range(1, 41)
        for k in range(1, 11)
    ]
    path = export(system, *written)
    process = loaded_site.start(f"import_{system}", path)
    deadline = time.monotonic() + DEADLINE
    while Post.objects.count() < 3:
        assert process.poll() is None, process.stderr.read()
        assert time.monotonic() < deadline, "the import stores nothing"
        time.sleep(0.005)
    process.kill()
    process.communicate()
    assert set(Post.objects.values_list("comment_count", flat=True)) == {10}
    call_command(f"import_{system}", str(path))
    assert (Post.objects.count(), Comment.objects.count()) == (40, 400)
    assert set(Post.objects.values_list("comment_count", flat=True)) == {10}
    call_command("check_threads")
