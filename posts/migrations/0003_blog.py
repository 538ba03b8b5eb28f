"""The blog's one row. It begins with the time zone and the host name of the settings."""

import time
from datetime import UTC, datetime
from uuid import uuid4

from django.conf import settings
from django.db import migrations


def create_blog(apps, schema_editor):
    blogs = apps.get_model("posts", "Blog").objects.using(schema_editor.connection.alias)
    today = datetime.now(UTC).date()
    blogs.create(
        pk=1,
        time_zone=settings.TIME_ZONE,
        feed_base=f"tag:{first_host_name()},{today}:{uuid4()}/",
        version=time.time_ns() // 1_000,
    )


def first_host_name() -> str:
    """Return the first host name that the site answers to; the ids stay valid if it changes."""
    names = (host.lstrip(".").lower() for host in settings.ALLOWED_HOSTS)
    return next((name for name in names if name and not set(name) & set("*:[]")), "localhost")


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_search")]

    operations = [migrations.RunPython(create_blog, migrations.RunPython.noop)]
