import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import posts.slugs


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "comment_mode",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("held_first", "Held first"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="comments",
                    ),
                ),
                (
                    "commenters",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody, guests too"),
                            ("accounts", "Only people with an account"),
                        ],
                        default="everybody",
                        max_length=20,
                        verbose_name="who may write",
                    ),
                ),
                (
                    "later_comment_mode",
                    models.CharField(
                        blank=True,
                        choices=[("held_first", "Held first"), ("closed", "Closed")],
                        help_text="What happens to the conversation later; it never becomes more open.",
                        max_length=20,
                        verbose_name="later",
                    ),
                ),
                (
                    "later_after_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Days after publication.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(36500)],
                        verbose_name="from day",
                    ),
                ),
                (
                    "comments_note",
                    models.CharField(
                        blank=True,
                        help_text="Shown above the comment form; leave empty for the default.",
                        max_length=300,
                        verbose_name="sentence for readers",
                    ),
                ),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("post", "article of this blog, in its lists and feeds"),
                            ("page", "page of this blog, in no list"),
                            ("elsewhere", "page of another site; only its conversation is here"),
                        ],
                        db_default="post",
                        default="post",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("slug", posts.slugs.SlugField(allow_unicode=True, max_length=200)),
                (
                    "body",
                    models.TextField(blank=True, help_text="HTML; what is not allowed is removed."),
                ),
                ("body_html", models.TextField(blank=True, editable=False)),
                (
                    "excerpt",
                    models.TextField(blank=True, help_text="Plain text, for lists and feeds."),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "Published"),
                            ("unpublished", "Unpublished"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=20,
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("first_shown", models.DateTimeField(editable=False, null=True)),
                ("date", models.DateField(editable=False, null=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("updated", models.DateTimeField(auto_now=True)),
                (
                    "holds_first_comments",
                    models.BooleanField(
                        default=False,
                        help_text="A moderator looks at it before it is shown.",
                        verbose_name="hold a person's first comment",
                    ),
                ),
                ("feed_id", models.CharField(editable=False, max_length=500, null=True)),
                ("comment_count", models.PositiveIntegerField(default=0, editable=False)),
                ("last_number", models.PositiveIntegerField(default=0, editable=False)),
                ("version", models.PositiveBigIntegerField(default=1, editable=False)),
                (
                    "origin",
                    models.CharField(
                        editable=False,
                        help_text="Where it came from.",
                        max_length=250,
                        null=True,
                        unique=True,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-published_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Tag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=50)),
                ("key", models.CharField(editable=False, max_length=200, null=True, unique=True)),
                (
                    "slug",
                    posts.slugs.SlugField(
                        allow_unicode=True,
                        blank=True,
                        help_text="The last part of its URL; made from the name when left empty.",
                        max_length=100,
                        unique=True,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Blog",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "comment_mode",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("held_first", "Held first"),
                            ("closed", "Closed"),
                        ],
                        default="open",
                        max_length=20,
                        verbose_name="comments",
                    ),
                ),
                (
                    "commenters",
                    models.CharField(
                        choices=[
                            ("everybody", "Everybody, guests too"),
                            ("accounts", "Only people with an account"),
                        ],
                        default="everybody",
                        max_length=20,
                        verbose_name="who may write",
                    ),
                ),
                (
                    "later_comment_mode",
                    models.CharField(
                        blank=True,
                        choices=[("held_first", "Held first"), ("closed", "Closed")],
                        help_text="What happens to the conversation later; it never becomes more open.",
                        max_length=20,
                        verbose_name="later",
                    ),
                ),
                (
                    "later_after_days",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="Days after publication.",
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(36500)],
                        verbose_name="from day",
                    ),
                ),
                (
                    "comments_note",
                    models.CharField(
                        blank=True,
                        help_text="Shown above the comment form; leave empty for the default.",
                        max_length=300,
                        verbose_name="sentence for readers",
                    ),
                ),
                ("name", models.CharField(default="Soundoff", max_length=100)),
                (
                    "about",
                    models.TextField(
                        blank=True,
                        help_text="A few sentences, shown beside every post.",
                        verbose_name="about this blog",
                    ),
                ),
                (
                    "house_rules_intro",
                    models.TextField(
                        blank=True,
                        default="Be kind, be brief, stay with the subject. Criticise words, not people.",
                        help_text="Shown by the form in which readers answer.",
                        verbose_name="house rules",
                    ),
                ),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                ("language", models.CharField(default="en", editable=False, max_length=35)),
                ("feed_base", models.CharField(editable=False, max_length=500)),
                ("version", models.PositiveBigIntegerField(default=1, editable=False)),
            ],
            options={
                "verbose_name_plural": "blog",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("later_after_days__isnull", True), ("later_comment_mode", "")
                            ),
                            models.Q(
                                models.Q(("later_comment_mode", ""), _negated=True),
                                ("later_after_days__isnull", False),
                                ("later_after_days__lte", 36500),
                            ),
                            _connector="OR",
                        ),
                        name="posts_blog_later_has_its_day",
                    ),
                    models.CheckConstraint(condition=models.Q(("pk", 1)), name="there_is_one_blog"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Image",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stem", models.CharField(editable=False, max_length=100)),
                ("fallback", models.CharField(editable=False, max_length=4)),
                ("widths", models.JSONField(editable=False)),
                ("width", models.PositiveIntegerField(editable=False)),
                ("height", models.PositiveIntegerField(editable=False)),
                (
                    "alt",
                    models.CharField(
                        blank=True,
                        help_text="Read aloud to people who cannot see the picture. Say what matters in it, in a sentence.",
                        max_length=500,
                        verbose_name="what it shows",
                    ),
                ),
                (
                    "is_decorative",
                    models.BooleanField(
                        default=False,
                        help_text="It adds nothing to the text; screen readers skip it.",
                        verbose_name="decorative",
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="images",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PostSearchEntry",
            fields=[
                ("terms", models.TextField(editable=False)),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="post",
            name="lead_image",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leads",
                to="posts.image",
            ),
        ),
        migrations.CreateModel(
            name="OldAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("path", models.CharField(max_length=500, unique=True)),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="old_addresses",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "old addresses",
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("saved", models.DateTimeField(default=django.utils.timezone.now)),
                ("title", models.CharField(max_length=200)),
                ("excerpt", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="revisions",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="post",
            name="tags",
            field=models.ManyToManyField(blank=True, related_name="posts", to="posts.tag"),
        ),
        migrations.CreateModel(
            name="WorkingCopy",
            fields=[
                ("key", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("saved", models.DateTimeField(auto_now=True)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("excerpt", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_copies",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="working_copies",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "working copies",
            },
        ),
        migrations.AddConstraint(
            model_name="image",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("alt", ""), ("is_decorative", True)),
                    models.Q(("is_decorative", False), models.Q(("alt", ""), _negated=True)),
                    _connector="OR",
                ),
                name="an_image_says_what_it_shows_or_is_decorative",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["place", "status", "-published_at", "-id"], name="posts_by_place_and_date"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("later_after_days__isnull", True), ("later_comment_mode", "")),
                    models.Q(
                        models.Q(("later_comment_mode", ""), _negated=True),
                        ("later_after_days__isnull", False),
                        ("later_after_days__lte", 36500),
                    ),
                    _connector="OR",
                ),
                name="posts_post_later_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(fields=("date", "slug"), name="one_post_an_address"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("feed_id__isnull", False)),
                fields=("feed_id",),
                name="one_post_a_feed_id",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["draft", "published", "unpublished"])),
                name="a_post_has_a_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", ["post", "page", "elsewhere"])),
                name="a_post_has_a_known_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    models.Q(("date__isnull", False), ("published_at__isnull", False)),
                    _connector="OR",
                ),
                name="a_published_post_has_its_date",
            ),
        ),
    ]
