"""Databases as earlier releases made them: their migrations and the rows of a small site.

`python -m tests.releases` writes the file of this release to fixtures/releases/, once, when it is
made; a file that is there is never written again.
"""

import hashlib
import json
import os
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "fixtures" / "releases"
OUR_APPS = ("accounts", "posts", "comments", "moderation", "blogsite")


def migration_files() -> dict[str, Path]:
    """Return the migrations of this checkout by name, such as "posts.0001_initial"."""
    paths = sorted(path for app in OUR_APPS for path in (ROOT / app / "migrations").glob("0*.py"))
    return {f"{path.parent.parent.name}.{path.stem}": path for path in paths}


def release_files() -> list[Path]:
    """Return the files of the earlier releases, the oldest first."""
    return sorted(FOLDER.glob("*.json"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def last_migrations(names) -> list[tuple[str, str]]:
    """Return the last migration of each app as Django names it: (app, name)."""
    return sorted({app: name for app, name in sorted(name.split(".") for name in names)}.items())


# Rows, by way of the models that the release's migrations describe.


def models_of(migrations):
    """Return the models of ours as they were after these migrations."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    state = MigrationLoader(connection).project_state(last_migrations(migrations))
    models = state.apps.get_models(include_auto_created=True)
    return [m for m in models if m._meta.app_label in OUR_APPS and not m._meta.proxy]


def rows_of(model) -> list[dict]:
    """Return all rows of a model, their values as JSON can hold them."""
    return [
        {field.attname: written(field, row) for field in model._meta.concrete_fields}
        for row in model._default_manager.order_by("pk")
    ]


def written(field, row):
    value = field.value_from_object(row)
    return None if value is None else field.value_to_string(row)


def load(release: dict):
    """Insert the rows of a release into its database; the rows of migrations are there."""
    from django.db import connection, transaction

    with transaction.atomic():
        for model in models_of(release["migrations"]):
            insert(model, release["rows"].get(model._meta.label, []))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            set_sequences(cursor, models_of(release["migrations"]))


def insert(model, rows):
    fields = {field.attname: field for field in model._meta.concrete_fields}
    stored = set(model._default_manager.values_list("pk", flat=True))
    objects = (
        model(**{name: fields[name].to_python(value) for name, value in row.items()})
        for row in rows
    )
    model._default_manager.bulk_create([each for each in objects if each.pk not in stored])


def set_sequences(cursor, models):
    """Let PostgreSQL's sequences go on after the rows, as they would have."""
    for model in models:
        key = model._meta.pk
        if key.get_internal_type().endswith("AutoField"):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', '{key.column}'),"  # noqa: S608 (ours)
                f" (SELECT coalesce(max({key.column}), 1) FROM {table}))"
            )
    last_tree = "SELECT coalesce(max(tree_id), 1) FROM comments_comment"
    cursor.execute(f"SELECT setval('comments_tree_id', ({last_tree}))")


# A small site with rows in every table.


def make_site():
    """Write as people do: posts, a conversation, reports, decisions, mail."""
    from comments.models import Comment, RefusalCount
    from moderation.models import AuthorWarning, Ban, Batch, Decision, ModeratorScope, Note, Rule
    from posts.models import Image, Post, WorkingCopy
    from tests.cast import a_comment, a_conversation, a_post, account, bob, edda, milo, mona
    from tests.moderation.deciding import a_report, a_rule

    post = a_post("The first frost")
    post.tag(["Frost", "Ice"])
    post.move_to("first-frost")
    a_post("Imprint", place=Post.Place.PAGE)
    Post.objects.create(title="Thin ice", slug="thin-ice", author=edda())
    post.revisions.model.objects.record(post, by=edda())
    WorkingCopy.objects.create(by=edda(), post=post, title="Thinner ice", body="<p>Cracks.</p>")
    picture = {"stem": "images/0123456789abcdef", "fallback": "jpg", "widths": [320]}
    Image.objects.create(width=320, height=200, alt="Frost on a window", by=edda(), **picture)
    reply = a_conversation(post, [None, 0, 1, None, 3])[-1]
    held = a_comment(post, "Is this about frost?", status=Comment.Status.HELD, email="a@b.example")
    edited = a_comment(post, "It came erly.", by=bob())
    edited.edit("It came early.")
    edited.add("And stayed.")
    a_report(edited)
    removed = a_comment(post, "Buy my salt.", ip="198.51.100.7", email="salt@b.example")
    a_report(removed, by="tom", note="An advertisement.")
    decisions = Decision.objects
    decisions.take("remove", removed, by=mona(), ground=a_rule())
    decisions.take("reject", held, by=milo(), ground=a_rule()).undo(by=milo())
    Ban.objects.impose(email="salt@b.example", by=mona(), ground=a_rule())
    Note.objects.write("Sells salt.", by=mona(), person=removed.author)
    waiting = Comment.objects.filter(pk=held.pk)
    Batch.objects.begin("let_stand", on=waiting, by=mona())
    ModeratorScope.objects.create(user=milo(), kind="tag", tag=post.tags.first())
    account("olga", "Owners")
    AuthorWarning.objects.issue(edited, by=mona(), ground=a_rule())
    Rule.objects.create(code="many_links", options={"links": 3})
    notice = {"explanation": "Forbidden.", "location": "https://a.example/", "in_good_faith": True}
    notice |= {"name": "Tom Frost"}
    a_report(reply, by="tom", reason="illegal", email="tom@b.example", legal_notice=notice)
    RefusalCount.objects.add(["too_fast"])
    send_by_form(post, " ".join(f"https://{letter}.example/" for letter in "abcdefgh"))


def send_by_form(post, body):
    """Send a comment as a guest's browser does, so that it is screened."""
    from uuid import uuid4

    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    fields = {"name": "Ines", "email": "", "body": body, "key": uuid4()}
    assert Client().post(f"{post.get_absolute_url()}respond/", fields).status_code == 303


def write_release():
    """Write the file of this release from a new SQLite database."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    path = FOLDER / f"{version}.json"
    if path.exists():
        sys.exit(f"{path} is there: raise the version in pyproject.toml for another release.")
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "blogsite.settings",
            "DATABASE_URL": f"sqlite:///{folder}/release.sqlite3",
            "VAR_DIR": folder,
        }
        release = release_of(version)
    FOLDER.mkdir(exist_ok=True)
    path.write_text(json.dumps(release, indent=1, ensure_ascii=False) + "\n")
    empty = [label for label, rows in release["rows"].items() if not rows]
    print(f"Wrote {path}. Without rows: {', '.join(empty) or 'no table'}.")


def release_of(version) -> dict:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    make_site()
    files = migration_files()
    return {
        "version": version,
        "migrations": {name: digest(path) for name, path in files.items()},
        "rows": {model._meta.label: rows_of(model) for model in models_of(files)},
    }


if __name__ == "__main__":
    write_release()
