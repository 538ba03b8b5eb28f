import uuid

import django.db.models.constraints
import django.db.models.deletion
import django.utils.timezone
import mptt.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("posts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Circumstance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=32, unique=True)),
                (
                    "was_first",
                    models.BooleanField(help_text="No comment of the author had been published."),
                ),
                (
                    "was_newcomer",
                    models.BooleanField(help_text="None had been published for a day."),
                ),
                (
                    "by_staff",
                    models.BooleanField(help_text="Staff wrote it, or the author of the post."),
                ),
                ("comment_mode", models.CharField(max_length=20)),
                ("commenters", models.CharField(max_length=20)),
                ("holds_first_comments", models.BooleanField()),
                ("rules", models.JSONField()),
                ("created", models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tree_id", models.PositiveIntegerField(editable=False)),
                ("body", models.TextField()),
                ("body_html", models.TextField(editable=False)),
                ("name", models.CharField(max_length=60)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("address", models.GenericIPAddressField(blank=True, null=True)),
                ("network", models.CharField(blank=True, editable=False, max_length=43)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("published", "Published"),
                            ("held", "Held"),
                            ("rejected", "Rejected"),
                            ("removed", "Removed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "status_since",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("created", models.DateTimeField(editable=False)),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                ("edited", models.DateTimeField(editable=False, null=True)),
                ("last_added", models.DateTimeField(editable=False, null=True)),
                ("erased", models.DateTimeField(editable=False, null=True)),
                ("link_nonce", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("quiet_days", models.PositiveIntegerField(default=0, editable=False)),
                ("branch_closed", models.BooleanField(default=False, editable=False)),
                ("picked", models.BooleanField(default=False, editable=False)),
                ("number", models.PositiveIntegerField(editable=False, null=True)),
                ("reply_count", models.PositiveIntegerField(default=0, editable=False)),
                ("recommendation_count", models.PositiveIntegerField(default=0, editable=False)),
                ("key", models.UUIDField(editable=False, null=True)),
                ("origin", models.CharField(editable=False, max_length=250, null=True)),
                ("lft", models.PositiveIntegerField(editable=False)),
                ("rght", models.PositiveIntegerField(editable=False)),
                ("level", models.PositiveIntegerField(editable=False)),
                (
                    "author",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="accounts.person",
                    ),
                ),
                (
                    "circumstance",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="comments.circumstance",
                    ),
                ),
                (
                    "parent",
                    mptt.fields.TreeForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="comments.comment",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="comments",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("pick_comment", "Can make comments an editor's pick"),
                    ("close_comment", "Can close and open branches"),
                ],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CommentSearchEntry",
            fields=[
                ("terms", models.TextField(editable=False)),
                (
                    "comment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Addition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.TextField()),
                ("body_html", models.TextField(editable=False)),
                (
                    "created",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="additions",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "ordering": ["created", "pk"],
            },
        ),
        migrations.CreateModel(
            name="EarlierVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.TextField()),
                ("written", models.DateTimeField(help_text="When this version was written.")),
                ("replaced", models.DateTimeField(auto_now_add=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="earlier_versions",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "ordering": ["replaced", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=50)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("publish", "Publish"), ("hold", "Hold")], max_length=10
                    ),
                ),
                ("parameters", models.JSONField(blank=True, default=dict)),
                (
                    "evidence",
                    models.TextField(
                        blank=True,
                        help_text="The part of the text that matters, for the moderator.",
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="findings",
                        to="comments.comment",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RefusalCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("rule", models.CharField(max_length=50)),
                ("count", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "rule"), name="one_refusal_count_a_day_and_rule"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["tree_id", "lft"], name="comments_in_tree_order"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(
                    ("parent", None),
                    models.Q(("status", "published"), ("reply_count__gt", 0), _connector="OR"),
                ),
                fields=["post", "number", "tree_id"],
                name="rendered_roots",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["post", "status", "created"], name="comments_co_post_id_a5fecc_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["status", "-published_at", "-id"], name="comments_co_status_e1548d_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(fields=["author", "created"], name="comments_co_author__a9be10_idx"),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["network", "created"], name="comments_co_network_78eca1_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("status", "held")),
                fields=["status_since"],
                name="held_comments",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("quiet_days__gte", 180)),
                fields=["created"],
                name="woken_threads",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("tree_id", "lft"),
                name="one_node_a_lft",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("tree_id", "rght"),
                name="one_node_a_rght",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number__isnull", False)),
                fields=("post", "number"),
                name="one_comment_per_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False)),
                fields=("key",),
                name="one_comment_per_key",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("origin__isnull", False)),
                fields=("origin",),
                name="one_comment_per_origin",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["published", "held", "rejected", "removed", "withdrawn"])
                ),
                name="a_comment_has_a_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("parent__isnull", True), ("number__isnull", True), _connector="OR"
                ),
                name="only_top_level_comments_have_numbers",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["rule", "comment"], name="comments_fi_rule_f81bcb_idx"),
        ),
    ]
