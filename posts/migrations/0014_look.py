"""How a blog looks, and what it says about its authors."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0013_image_origin"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[],
            options={
                "verbose_name": "look of the blog",
                "verbose_name_plural": "look of the blog",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("posts.blog",),
        ),
        migrations.AddField(
            model_name="blog",
            name="accent",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Of links, buttons and lines, like #9b2f17. Empty: the colour it came with.",
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator(
                        "^#[0-9a-f]{6}\\Z", "Write a colour like #9b2f17."
                    )
                ],
                verbose_name="colour",
            ),
        ),
        migrations.AddField(
            model_name="blog",
            name="accent_dark",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="Empty: a lighter shade of the other one, where that is needed.",
                max_length=7,
                validators=[
                    django.core.validators.RegexValidator(
                        "^#[0-9a-f]{6}\\Z", "Write a colour like #9b2f17."
                    )
                ],
                verbose_name="colour on dark screens",
            ),
        ),
        migrations.AddField(
            model_name="blog",
            name="footer",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="At the end of every page; a URL in it is a link.",
                max_length=2000,
                validators=[django.core.validators.MaxLengthValidator(2000)],
                verbose_name="text at the foot",
            ),
        ),
        migrations.AddField(
            model_name="blog",
            name="icon",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="posts.image",
                verbose_name="icon",
            ),
        ),
        migrations.AddField(
            model_name="blog",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="posts.image",
                verbose_name="logo",
            ),
        ),
        migrations.AddField(
            model_name="blog",
            name="logo_dark",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="posts.image",
                verbose_name="logo for dark screens",
            ),
        ),
        migrations.AddField(
            model_name="blog",
            name="logo_says_name",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Then the name does not stand beside it.",
                verbose_name="the logo says the name",
            ),
        ),
        migrations.AddField(
            model_name="blog",
            name="social_picture",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="posts.image",
                verbose_name="social picture",
            ),
        ),
        migrations.AddField(
            model_name="blog",
            name="tagline",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="What it is, in one line below the name.",
                max_length=150,
                verbose_name="tagline",
            ),
        ),
        migrations.CreateModel(
            name="Biography",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        help_text="A few sentences; a URL is a link.",
                        max_length=1000,
                        validators=[django.core.validators.MaxLengthValidator(1000)],
                        verbose_name="about them",
                    ),
                ),
                (
                    "author",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="biography",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="posts.image",
                        verbose_name="picture",
                    ),
                ),
            ],
            options={
                "verbose_name": "biography",
                "verbose_name_plural": "biographies",
                "ordering": ["author__display_name", "pk"],
                "default_permissions": (),
            },
        ),
    ]
