import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0014_language"),
        ("comments", "0011_names_of_hidden_authors"),
        ("moderation", "0008_proposals"),
        ("posts", "0006_slow_mode_and_hours"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AssignedComment",
            fields=[],
            options={
                "verbose_name": "comment assigned to you",
                "verbose_name_plural": "comments assigned to you",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("comments.comment",),
        ),
        migrations.AlterModelOptions(
            name="moderatorscope",
            options={
                "verbose_name": "scope of a moderator",
                "verbose_name_plural": "scopes of moderators",
            },
        ),
        migrations.AlterField(
            model_name="decision",
            name="action",
            field=models.CharField(
                choices=[
                    ("approve", "Approve"),
                    ("reject", "Reject"),
                    ("remove", "Remove"),
                    ("restore", "Restore"),
                    ("hold", "Hold"),
                    ("keep", "Keep"),
                    ("warn", "Warn"),
                    ("ban", "Ban"),
                    ("lift", "Lift"),
                    ("hold_first", "Hold an author's comments first"),
                    ("limit_reports", "Let somebody's reports weigh nothing"),
                    ("close_branch", "Close branch"),
                    ("open_branch", "Open branch"),
                    ("pick", "Editor's pick"),
                    ("unpick", "Remove editor's pick"),
                    ("pin", "Pin"),
                    ("unpin", "Unpin"),
                    ("undo", "Undo"),
                    ("uphold", "Uphold on appeal"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
        migrations.AlterField(
            model_name="moderatorscope",
            name="author",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="author",
            ),
        ),
        migrations.AlterField(
            model_name="moderatorscope",
            name="kind",
            field=models.CharField(
                choices=[
                    ("all", "all comments"),
                    ("tag", "comments under posts with a tag"),
                    ("author", "comments under posts of an author"),
                ],
                default="all",
                max_length=10,
                verbose_name="looks after",
            ),
        ),
        migrations.AlterField(
            model_name="moderatorscope",
            name="tag",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="posts.tag",
                verbose_name="tag",
            ),
        ),
        migrations.AlterField(
            model_name="moderatorscope",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="moderator_scope",
                to=settings.AUTH_USER_MODEL,
                verbose_name="moderator",
            ),
        ),
        migrations.CreateModel(
            name="Restriction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("until", models.DateTimeField()),
                (
                    "decision",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restriction",
                        to="moderation.decision",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="restrictions",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="assignment",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created", "comment"], name="assignments_by_age")],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("queue", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=60)),
                ("filters", models.JSONField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_filters",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "queue", "name"), name="one_saved_filter_a_name"
                    )
                ],
            },
        ),
    ]
