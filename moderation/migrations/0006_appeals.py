import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0005_rule_changes"),
    ]

    operations = [
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
                    ("close_branch", "Close branch"),
                    ("open_branch", "Open branch"),
                    ("pick", "Editor's pick"),
                    ("unpick", "Remove editor's pick"),
                    ("undo", "Undo"),
                    ("uphold", "Uphold on appeal"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="source",
            field=models.CharField(
                choices=[
                    ("report", "Report"),
                    ("own", "Own initiative"),
                    ("rule", "Automatic check"),
                    ("threshold", "Weight of reports"),
                    ("appeal", "Appeal"),
                ],
                max_length=10,
                verbose_name="source",
            ),
        ),
        migrations.CreateModel(
            name="Appeal",
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
                        blank=True, validators=[django.core.validators.MaxLengthValidator(2000)]
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("upheld", "Decision upheld"),
                            ("overturned", "Decision overturned"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                    ),
                ),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        help_text="The reason that the answer gives.",
                        validators=[django.core.validators.MaxLengthValidator(2000)],
                    ),
                ),
                (
                    "created",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "answer",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answered_appeal",
                        to="moderation.decision",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="moderation.decision",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appeals",
                        to="moderation.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "appeal",
                "verbose_name_plural": "appeals",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["decision"], name="moderation__decisio_037748_idx"),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["created", "id"],
                        name="open_appeals",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("report", None)),
                        fields=("decision",),
                        name="one_appeal_of_an_author",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("report__isnull", False)),
                        fields=("decision", "report"),
                        name="one_appeal_of_a_reporter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answer", None), ("status", "open")),
                            models.Q(
                                ("answer__isnull", False), ("status__in", ["upheld", "overturned"])
                            ),
                            _connector="OR",
                        ),
                        name="an_appeal_is_open_or_has_an_answer",
                    ),
                ],
            },
        ),
    ]
