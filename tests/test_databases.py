"""The guarantees that the other tests rely on, on each database."""

import os
import subprocess
import sys

import pytest
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from comments.models import Comment
from moderation.models import Decision
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_rule


@pytest.mark.parametrize("turn", ["first", "second"])
@pytest.mark.django_db(transaction=True)
def test_a_test_that_commits_finds_the_rows_of_migrations_alone(turn):
    """Each turn leaves rows that are new, changed and gone, append-only ones among them."""
    assert not Comment.objects.exists() and not Decision.objects.exists()
    names = set(Group.objects.values_list("name", flat=True))
    assert {"Editors", "Moderators"} <= names and "Readers" not in names
    Decision.objects.take("remove", a_comment(a_post()), by=mona(), ground=a_rule())
    Group.objects.get(name="Editors").delete()
    Group.objects.filter(name="Moderators").update(name="Readers")


@pytest.mark.django_db
def test_tests_run_on_the_database_that_was_chosen(request):
    assert runs_on_each(request)
    assert connection.vendor == request.config.option.database


def runs_on_each(request):
    return request.node.get_closest_marker("database") is not None


def test_a_test_of_the_vendor_name_runs_on_each_database(request, vendor):
    assert runs_on_each(request)
    assert vendor == request.config.option.database


def test_a_test_of_a_live_server_runs_on_each_database(request, live_server):
    assert runs_on_each(request)


def test_a_test_without_a_database_runs_once_and_sees_none(request):
    assert not runs_on_each(request)
    assert connection.vendor not in ("sqlite", "postgresql")
    assert os.environ["DATABASE_URL"] == "sqlite://:memory:"
    with pytest.raises(RuntimeError, match="not allowed"):
        connection.ensure_connection()


def test_another_process_reaches_the_database_of_the_test(request, database_url):
    assert runs_on_each(request)
    setup = "import django; django.setup()"
    model = "from django.contrib.contenttypes.models import ContentType"
    process = subprocess.run(
        [sys.executable, "-c", f"{setup}; {model}; print(ContentType.objects.count())"],
        env={**os.environ, "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(process.stdout) == ContentType.objects.count() > 0


@pytest.mark.django_db
def test_postgresql_prepares_a_statement_that_is_run_often():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans within our own process, and the driver keeps its statements")
    for _ in range(6):
        ContentType.objects.filter(model="comment").exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE statement LIKE '%model%'")
        assert cursor.fetchone()


@pytest.mark.django_db
def test_postgresql_starts_no_workers_for_a_page():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has none")
    with connection.cursor() as cursor:
        for name, value in (("max_parallel_workers_per_gather", "0"), ("jit", "off")):
            cursor.execute(f"SHOW {name}")
            assert cursor.fetchone() == (value,)


@pytest.mark.django_db(transaction=True)
def test_a_second_connection_sees_only_what_is_committed():
    with transaction.atomic():
        ContentType.objects.create(app_label="house", model="draft")
        assert not is_visible_elsewhere("draft")
    assert is_visible_elsewhere("draft")


def is_visible_elsewhere(model):
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_content_type WHERE model = %s", [model])
            return cursor.fetchone() is not None
    finally:
        other.close()
