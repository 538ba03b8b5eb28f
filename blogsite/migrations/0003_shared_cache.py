"""The table of the shared cache, for sites without CACHE_URL."""

from django.core.cache.backends.db import BaseDatabaseCache
from django.core.management import call_command
from django.db import migrations

TABLE = "shared_cache"


def make(apps, schema_editor):
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop(apps, schema_editor):
    schema_editor.delete_model(BaseDatabaseCache(TABLE, {}).cache_model_class)


class Migration(migrations.Migration):
    dependencies = [("blogsite", "0002_groups")]

    operations = [migrations.RunPython(make, drop, elidable=False)]
