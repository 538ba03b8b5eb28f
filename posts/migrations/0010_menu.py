"""The menu, and the page about the blog."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0009_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="blog",
            name="about_page",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                help_text="Linked below these sentences.",
                limit_choices_to={"place": "page"},
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="posts.post",
                verbose_name="page about this blog",
            ),
        ),
        migrations.CreateModel(
            name="MenuEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("header", "head of every page"),
                            ("footer", "foot of every page"),
                        ],
                        default="header",
                        max_length=10,
                        verbose_name="where",
                    ),
                ),
                (
                    "url",
                    models.CharField(
                        blank=True,
                        help_text="Such as /archive/ or https://example.org/.",
                        max_length=500,
                        verbose_name="or a path or URL",
                    ),
                ),
                (
                    "label",
                    models.CharField(
                        blank=True,
                        help_text="What the link says; a page has its title, when this is left empty.",
                        max_length=60,
                        verbose_name="label",
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Smaller numbers come first; last when left empty.",
                        verbose_name="position",
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        blank=True,
                        limit_choices_to={"place": "page"},
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="menu_entries",
                        to="posts.post",
                        verbose_name="page",
                    ),
                ),
            ],
            options={
                "verbose_name": "menu entry",
                "verbose_name_plural": "menu entries",
                "ordering": ["-area", "position", "pk"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(page__isnull=False, url="")
                        | Q(page__isnull=True) & ~Q(url="") & ~Q(label=""),
                        name="an_entry_has_one_target",
                    ),
                    models.CheckConstraint(
                        condition=Q(area__in=["header", "footer"]),
                        name="an_entry_has_a_known_area",
                    ),
                ],
            },
        ),
    ]
