"""Recognize a database from before the migrations were last rewritten.

`python -m blogsite.old_database` ends with status 1 and a sentence for one; the server runs it in a
process of its own, so that the server's does not load Django, and only if the current first
migration (first_migration.py) was not applied.
"""

import os
import sys

import django
from django.db import DatabaseError, connection
from django.utils.translation import gettext

from blogsite.backup.site_data import database_name
from blogsite.first_migration import FIRST_MIGRATION

APPS = ("posts", "comments", "moderation", "blogsite")


class OldDatabase(Exception):
    """The database is of an earlier version; the message names it and says what to do."""


def is_old() -> bool:
    """Return whether migrations of ours were applied, but not the current first one.

    False also for a database that cannot be read: its next use reports why.
    """
    try:
        with connection.cursor() as cursor:
            if "django_migrations" not in connection.introspection.table_names(cursor):
                return False
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except DatabaseError:
        return False
    return FIRST_MIGRATION not in applied and any(app in APPS for app, _name in applied)


def refuse_old_database():
    """Raise OldDatabase if the site's database is of an earlier version."""
    if is_old():
        raise OldDatabase(_sentence())


def _sentence():
    if connection.vendor == "sqlite":
        way_on = gettext(
            "Move it away to begin with an empty one, or go back to the version that made it."
        )
    else:
        way_on = gettext(
            "Name an empty one in DATABASE_URL, or go back to the version that made it."
        )
    sentence = gettext("%(database)s has tables of an earlier version of Soundoff. %(way_on)s")
    name = database_name()
    return sentence % {"database": name[0].upper() + name[1:], "way_on": way_on}


def main():
    """Exit with the sentence, if there is one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    django.setup()
    try:
        refuse_old_database()
    except OldDatabase as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
