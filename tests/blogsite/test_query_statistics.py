"""SQLite knows how its indexes are distributed; PostgreSQL finds out by itself."""

import io

import pytest
from django.core.management import call_command
from django.db import connection

from tests.cast import a_comment, a_post

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.one_database]


def known_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tbl FROM sqlite_stat1")
        return {table for (table,) in cursor.fetchall()}


def test_a_migration_lets_sqlite_look_at_its_tables():
    assert "auth_permission" in known_tables()


@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_daily_command_lets_sqlite_look_at_its_tables_again(turn):
    """The second turn finds what migrations left: a plan must not depend on the test before."""
    assert "comments_comment" not in known_tables()
    a_comment(a_post())
    call_command("forget", stdout=io.StringIO())
    assert "comments_comment" in known_tables()
