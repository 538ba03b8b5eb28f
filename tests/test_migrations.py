"""Migrations: added and never changed, harmless to a busy site, right for older databases."""

import ast
import io
import json

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from accounts import migration_operations as ours
from blogsite.backup.site_lock import database_lock
from blogsite.management.commands import migrate
from comments.models import Comment
from moderation.models import Rule
from tests.migrated_database import copy_release
from tests.releases import OUR_APPS, digest, migration_files, release_files
from tests.restores import Site

RELEASES = [json.loads(path.read_text()) for path in release_files()]
RELEASED = {name: code for release in RELEASES for name, code in release["migrations"].items()}

# What migrations may import of ours: it stays where it is, and as it is.
STABLE = {"accounts.migration_operations", "posts.slugs"}
OPERATIONS = {
    migrations.AddIndex: ours.AddIndex,
    migrations.RemoveIndex: ours.RemoveIndex,
    migrations.AddConstraint: (ours.AddCheck, ours.AddUniqueIndex),
}
HARMLESS = (ours.AddIndex, ours.RemoveIndex, ours.AddCheck, ours.AddUniqueIndex)
HARMLESS += (ours.RemoveColumnIndex,)


def test_migrations_of_a_release_are_never_changed():
    files = migration_files()
    assert {name: digest(files[name]) for name in RELEASED} == RELEASED


def test_migrations_import_no_code_that_may_change():
    imports = {name: modules_of(path) - STABLE for name, path in migration_files().items()}
    assert {name: modules for name, modules in imports.items() if modules} == {}


def modules_of(path):
    """Return the modules of ours that a file imports."""
    nodes = list(ast.walk(ast.parse(path.read_text())))
    names = {node.module for node in nodes if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return {name for name in names if name and name.partition(".")[0] in OUR_APPS}


# New migrations


@pytest.mark.django_db
def test_new_migrations_leave_busy_tables_writable():
    disk = MigrationLoader(connection).disk_migrations
    new = {key: disk[key] for key in disk if key[0] in OUR_APPS and ".".join(key) not in RELEASED}
    assert {key: problems_of(migration) for key, migration in new.items()} == {
        key: [] for key in new
    }


def problems_of(migration) -> list[str]:
    """Return what in a migration would stop readers or writers of a large table."""
    made = {
        operation.name_lower
        for operation in migration.operations
        if isinstance(operation, migrations.CreateModel)
    }
    old = [op for op in migration.operations if getattr(op, "model_name_lower", None) not in made]
    problems = [problem for operation in old if (problem := problem_of(operation))]
    if any(isinstance(op, HARMLESS) for op in old) and migration.atomic:
        problems.append("say atomic = False")
    return problems


def problem_of(operation) -> str:
    """Return what is wrong with one operation on a table that may be large, or ""."""
    name = type(operation).__name__
    for plain, harmless in OPERATIONS.items():
        if isinstance(operation, plain) and not isinstance(operation, harmless):
            return f"{name}: use the one of accounts.migration_operations"
    if isinstance(operation, ours.AddCheck):
        is_check = isinstance(operation.constraint, models.CheckConstraint)
        return "" if is_check else f"{name}: a unique constraint locks; add a unique index"
    if isinstance(operation, migrations.AddField):
        return problem_of_column(operation.field)
    if isinstance(operation, migrations.RemoveField) and not isinstance(
        operation, ours.LeaveColumn
    ):
        return f"{name}: workers of the version before read the column; use LeaveColumn"
    if isinstance(operation, migrations.RunSQL | migrations.SeparateDatabaseAndState):
        return f"{name}: say what it does in RunPython, by vendor"
    return ""


def problem_of_column(field) -> str:
    if field.many_to_many:
        return ""
    if field.unique or field.db_index:
        return "AddField: add its index afterwards, by AddIndex"
    if not (field.null or field.has_db_default()):
        return "AddField: let it be null, or give it a default of the database"
    return ""


def a_migration(*operations, atomic=True):
    body = {"operations": list(operations), "atomic": atomic}
    return type("Migration", (migrations.Migration,), body)("0099_new", "comments")


INDEX = models.Index(fields=["edited"], name="by_edited")
CHECK = models.CheckConstraint(condition=Q(quiet_days__gte=0), name="quiet_or_not")
UNIQUE = models.UniqueConstraint(fields=["edited"], name="one_edit_a_time")
UNIQUE_IF = models.UniqueConstraint(
    fields=["key"], condition=Q(quiet_days__gt=9), name="one_key_if_quiet"
)
TABLE = migrations.CreateModel("thing", [("id", models.BigAutoField(primary_key=True))])
KEY = models.ForeignKey("comments.comment", models.PROTECT, null=True)
NUMBER = models.UUIDField(null=True, unique=True)
COLUMN = models.IntegerField(null=True)
HARMFUL = {
    "index": [migrations.AddIndex("comment", INDEX)],
    "index in a transaction": [ours.AddIndex("comment", INDEX)],
    "index removed": [migrations.RemoveIndex("comment", "by_edited")],
    "check": [migrations.AddConstraint("comment", CHECK)],
    "unique constraint": [ours.AddCheck("comment", UNIQUE)],
    "unique column": [
        migrations.AddField("comment", "x", models.UUIDField(null=True, unique=True))
    ],
    "key": [migrations.AddField("comment", "x", KEY)],
    "column removed": [migrations.RemoveField("comment", "edited")],
    "column to be filled": [migrations.AddField("comment", "x", models.IntegerField(default=0))],
    "SQL for one database": [migrations.RunSQL("CREATE INDEX x ON comments_comment (edited)")],
}


@pytest.mark.parametrize("operations", HARMFUL.values(), ids=HARMFUL)
def test_a_migration_that_stops_a_busy_site_is_noticed(operations):
    assert problems_of(a_migration(*operations))


def test_a_migration_that_leaves_a_site_alone_is_let_pass():
    harmless = [
        ours.AddIndex("comment", INDEX),
        ours.RemoveIndex("comment", "by_edited"),
        ours.AddCheck("comment", CHECK),
        ours.AddUniqueIndex("comment", UNIQUE_IF),
        ours.RemoveColumnIndex("comment", "parent", KEY),
        ours.LeaveColumn("comment", "edited"),
        migrations.AddField("comment", "x", COLUMN),
        migrations.AddField("comment", "y", models.IntegerField(default=0, db_default=0)),
        TABLE,
        migrations.AddIndex("thing", models.Index(fields=["id"], name="things")),
    ]
    assert problems_of(a_migration(*harmless, atomic=False)) == []


# What the operations do


def run(operation, *, backwards=False):
    """Run an operation on the comments, as a migration does; return its statements."""
    state = MigrationLoader(connection).project_state()
    after = state.clone()
    operation.state_forwards("comments", after)
    with CaptureQueriesContext(connection) as queries, connection.schema_editor(atomic=False) as ed:
        if backwards:
            operation.database_backwards("comments", ed, after, state)
        else:
            operation.database_forwards("comments", ed, state, after)
    return [query["sql"] for query in queries]


def known_constraints():
    with connection.cursor() as cursor:
        return connection.introspection.get_constraints(cursor, "comments_comment")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("operation", "name", "is_there"),
    [
        (ours.AddIndex("comment", INDEX), "by_edited", True),
        (ours.RemoveIndex("comment", "woken_threads"), "woken_threads", False),
        (ours.AddUniqueIndex("comment", UNIQUE_IF), "one_key_if_quiet", True),
    ],
)
def test_indexes_are_added_and_removed_while_others_write(operation, name, is_there):
    statements = run(operation)
    try:
        assert (name in known_constraints()) == is_there
    finally:
        statements += run(operation, backwards=True)
    assert (name in known_constraints()) != is_there
    changes = [sql for sql in statements if "INDEX" in sql]
    concurrent = [sql for sql in changes if "CONCURRENTLY" in sql]
    assert concurrent == (changes if connection.vendor == "postgresql" else [])


@pytest.mark.django_db(transaction=True)
def test_a_column_loses_its_index_and_keeps_its_foreign_key():
    remove = ours.RemoveColumnIndex("comment", "parent", Comment._meta.get_field("parent").clone())
    before = known_constraints()
    statements = run(remove, backwards=True)
    added = known_constraints().keys() - before
    statements += run(remove)
    assert len(added) == 1
    assert known_constraints() == before
    changes = [sql for sql in statements if "INDEX" in sql]
    assert all("CONCURRENTLY" in sql for sql in changes) == (connection.vendor == "postgresql")


@pytest.mark.django_db
def test_workers_of_the_version_before_can_read_a_column_that_is_left():
    Rule.objects.create(code="new", state="off")
    with connection.cursor() as cursor:
        cursor.execute("SELECT is_on FROM moderation_rule WHERE code = 'new'")
        assert cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO moderation_rule (code, is_on, numbers) VALUES ('old', %s, '{}')", [True]
        )
    assert Rule.objects.get(code="old").state == "on"


@pytest.mark.django_db(transaction=True)
def test_a_column_that_the_database_cannot_fill_is_not_left():
    with pytest.raises(ValueError, match="body needs a default"):
        run(ours.LeaveColumn("comment", "body"))


@pytest.mark.django_db(transaction=True)
def test_a_constraint_holds_for_new_rows_before_the_old_are_read():
    if connection.vendor == "sqlite":
        pytest.skip("SQLite makes the table again, and its triggers would have to be, too")
    add = ours.AddCheck("comment", CHECK)
    statements = run(add)
    try:
        assert known_constraints()["quiet_or_not"]["check"]
    finally:
        run(add, backwards=True)
    assert [sql.rpartition(" ")[2] for sql in statements if "CHECK" in sql] == ["VALID"]
    assert "VALIDATE CONSTRAINT" in statements[-1]


@pytest.mark.django_db(transaction=True)
def test_a_migration_gives_up_at_a_busy_table_and_can_be_run_again(monkeypatch, vendor):
    if vendor == "sqlite":
        pytest.skip("one writer at a time; a second waits for the first in any case")
    monkeypatch.setattr(migrate, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0)
    dependents = forget_migration("0004_tree_order")
    with reader_of_comments(), pytest.raises(CommandError, match="Run it again"):
        call_command("migrate", "comments", "0004_tree_order", verbosity=0)
    call_command("migrate", "comments", "0004_tree_order", verbosity=0)
    for app, name in dependents:
        MigrationRecorder(connection).record_applied(app, name)
    assert "comments_in_tree_order" not in known_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


class Impatient(io.StringIO):
    """What a command writes, unless it says that it waits."""

    def write(self, text):
        assert "Waiting" not in text, text
        return super().write(text)


@pytest.mark.django_db(transaction=True)
def test_a_server_that_starts_during_a_backup_does_not_wait_for_it():
    complaints = Impatient()
    with database_lock("backup"):
        call_command("migrate", verbosity=0, stderr=complaints)
    assert "Nothing to migrate" in complaints.getvalue()


def forget_migration(name) -> list[tuple[str, str]]:
    """Put back the index that a migration of comments drops, as if it had not been run.

    Return those that depend on it, as (app, name), which are not run again.
    """
    recorder, graph = MigrationRecorder(connection), MigrationLoader(connection).graph
    migration = ("comments", name)
    dependents = [each for each in graph.backwards_plan(migration) if each != migration]
    for app, each in [migration, *dependents]:
        recorder.record_unapplied(app, each)
    with connection.cursor() as cursor:
        cursor.execute("CREATE INDEX comments_in_tree_order ON comments_comment (tree_id, lft)")
    return dependents


def reader_of_comments():
    """Return another connection with a transaction that has read comments, as a backup has."""
    other = psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None})
    other.execute("SELECT count(*) FROM comments_comment")
    return other


# Databases of earlier releases

USE = """
from django.db import IntegrityError, transaction
from django.test import Client
from comments.models import Comment
from comments.tree_check import audit
from moderation.models import Decision
from posts.models import Post
from tests.cast import a_comment, mona
from django.conf import settings
settings.ALLOWED_HOSTS = ["testserver"]
post = Post.objects.get(title="The first frost")
a_comment(post, "Written after the migration.", by=Comment.objects.last().author)
page = Client().get(post.get_absolute_url())
print(page.status_code, "It came early." in page.text, "after the migration" in page.text)
print("<mark>stayed</mark>" in Client().get("/search/?q=stayed").text, list(audit(repair=False)))
desk = Client()
desk.force_login(mona())
print(desk.get("/admin/moderation/reportedcomment/").status_code)
try:
    with transaction.atomic():
        Decision.objects.update(action="keep")
except IntegrityError as error:
    print("append-only" in str(error))
"""
WORKS = ["200 True True", "True []", "200", "True"]


@pytest.mark.slow
@pytest.mark.parametrize("release", release_files(), ids=lambda release: release.stem)
def test_a_database_of_an_earlier_release_is_migrated_with_its_data(
    release, bare_database_url, tmp_path
):
    copy_release(release, bare_database_url, tmp_path)
    assert Site(bare_database_url, tmp_path / "var").in_site(USE).splitlines() == WORKS
