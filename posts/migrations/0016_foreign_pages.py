"""Let sites of owners have pages whose conversations are here.

The table of sites stays as the app `blogsite` has made it, so that workers of the version before
go on reading it.
"""

from urllib.parse import urlsplit

import django.db.models.deletion
from django.db import migrations, models

from accounts.migration_operations import TakeTable

MODES = [
    ("", "As under new posts of this blog"),
    ("open", "Open"),
    ("held_first", "Held first"),
    ("closed", "Closed"),
]
COMMENTERS = [
    ("", "As under new posts of this blog"),
    ("everybody", "Everybody, guests too"),
    ("accounts", "Only people with an account"),
]


def set_hosts(apps, schema_editor):
    """Set the host of each site, without "www." and with a port that is not the usual one."""
    for site in apps.get_model("posts", "Site").objects.all():
        parts = urlsplit(site.origin)
        host = (
            parts.hostname.removeprefix("www.") if parts.hostname.count(".") > 1 else parts.hostname
        )
        usual = {"http": 80, "https": 443}[parts.scheme]
        site.host = host if parts.port in (None, usual) else f"{host}:{parts.port}"
        site.save(update_fields=["host"])


def take_permissions(apps, schema_editor):
    """Give the permissions of sites to the app that has them now, and let owners see pages."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    ContentType.objects.filter(app_label="posts", model="site").delete()
    ContentType.objects.filter(app_label="blogsite", model="site").update(app_label="posts")
    kind, _ = ContentType.objects.get_or_create(app_label="posts", model="foreignpage")
    owners = apps.get_model("auth", "Group").objects.filter(name="Owners").first()
    for act in ("view", "change"):
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=kind,
            codename=f"{act}_foreignpage",
            defaults={"name": f"Can {act} page of another site"},
        )
        if owners:
            owners.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0015_social_description"),
        ("blogsite", "0013_sites"),
    ]

    operations = [
        TakeTable(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        help_text="Where its pages are, up to the first slash: https://www.example.com",
                        max_length=255,
                        unique=True,
                        verbose_name="origin",
                    ),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "db_table": "blogsite_site",
                "ordering": ["origin"],
            },
        ),
        migrations.AddField(
            "site",
            "host",
            models.CharField(db_default="", default="", editable=False, max_length=255),
        ),
        migrations.AddField(
            "site",
            "name",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="As people call it. Empty: its host.",
                max_length=100,
                verbose_name="name",
            ),
        ),
        migrations.AddField(
            "site",
            "comment_mode",
            models.CharField(
                blank=True,
                choices=MODES,
                db_default="",
                default="",
                help_text="Of pages whose conversation begins from now on.",
                max_length=20,
                verbose_name="comments",
            ),
        ),
        migrations.AddField(
            "site",
            "commenters",
            models.CharField(
                blank=True,
                choices=COMMENTERS,
                db_default="",
                default="",
                max_length=20,
                verbose_name="who may write",
            ),
        ),
        migrations.AddField(
            "site",
            "comments_note",
            models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Shown above the comment form; leave empty for the default.",
                max_length=300,
                verbose_name="sentence for readers",
            ),
        ),
        migrations.RunPython(set_hosts, migrations.RunPython.noop),
        migrations.AddIndex("site", models.Index(fields=["host"], name="sites_by_host")),
        migrations.CreateModel(
            name="ForeignPage",
            fields=[
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="foreign_page",
                        serialize=False,
                        to="posts.post",
                        verbose_name="conversation",
                    ),
                ),
                ("host", models.CharField(db_index=True, editable=False, max_length=255)),
                ("url", models.CharField(max_length=2000, verbose_name="URL")),
                (
                    "identifier",
                    models.CharField(
                        blank=True, max_length=200, null=True, verbose_name="identifier"
                    ),
                ),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="pages",
                        to="posts.site",
                        verbose_name="site",
                    ),
                ),
            ],
            options={
                "verbose_name": "page of another site",
                "verbose_name_plural": "pages of other sites",
            },
        ),
        migrations.AddConstraint(
            "foreignpage",
            models.UniqueConstraint(
                fields=["site", "identifier"],
                condition=models.Q(site__isnull=False, identifier__isnull=False),
                name="one_page_an_identifier",
            ),
        ),
        migrations.CreateModel(
            name="ForeignURL",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=2000, unique=True)),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="urls",
                        to="posts.foreignpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "URL of a page of another site",
                "verbose_name_plural": "URLs of pages of other sites",
            },
        ),
        migrations.RunPython(take_permissions, migrations.RunPython.noop),
    ]
