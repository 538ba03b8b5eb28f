import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("comments", "0001_initial"),
        ("posts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Report",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("spam", "Spam"),
                            ("harassment", "Harassment"),
                            ("hate", "Hate"),
                            ("threat", "Threat"),
                            ("private_information", "Private information"),
                            ("misinformation", "Dangerous misinformation"),
                            ("off_topic", "Off topic"),
                            ("illegal", "Illegal content"),
                            ("other", "Something else"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("upheld", "Upheld"),
                            ("dismissed", "Dismissed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                    ),
                ),
                ("network", models.CharField(blank=True, editable=False, max_length=43)),
                ("reference", models.CharField(editable=False, max_length=11, unique=True)),
                (
                    "created",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("ended", models.DateTimeField(editable=False, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="accounts.person",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(unique=True)),
                ("is_on", models.BooleanField(default=True, verbose_name="on")),
                ("numbers", models.JSONField(blank=True, default=dict)),
            ],
            options={
                "verbose_name": "screening rule",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="HeldComment",
            fields=[],
            options={
                "verbose_name": "held comment",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("comments.comment",),
        ),
        migrations.CreateModel(
            name="ReportedComment",
            fields=[],
            options={
                "verbose_name": "reported comment",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("comments.comment",),
        ),
        migrations.CreateModel(
            name="WokenThread",
            fields=[],
            options={
                "verbose_name": "late comment",
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("comments.comment",),
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("action", models.CharField(max_length=20)),
                ("law", models.CharField(blank=True, max_length=100)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("deciding", "Deciding"),
                            ("decided", "Decided"),
                            ("undoing", "Undoing"),
                            ("undone", "Undone"),
                        ],
                        default="deciding",
                        max_length=10,
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batches",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "batches",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "comment",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="case",
                        serialize=False,
                        to="comments.comment",
                    ),
                ),
                ("report_count", models.PositiveIntegerField()),
                (
                    "points",
                    models.PositiveIntegerField(help_text="The total weight of the reports."),
                ),
                (
                    "sources",
                    models.PositiveIntegerField(help_text="Number of independent sources."),
                ),
                (
                    "burst",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="The most reports within ten minutes; 0 when it was no burst.",
                    ),
                ),
                ("is_protected", models.BooleanField(help_text="Reports alone cannot hide it.")),
                (
                    "would_hold",
                    models.BooleanField(help_text="Enough weight from enough sources to hide it."),
                ),
                ("urgency", models.PositiveIntegerField()),
                (
                    "opened",
                    models.DateTimeField(help_text="When the first report still open was made."),
                ),
                ("last_reported", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-urgency", "opened", "comment"], name="cases_by_urgency"),
                    models.Index(fields=["opened"], name="moderation__opened_b5442d_idx"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="Never shown; decisions are counted by it.", unique=True
                    ),
                ),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=100, help_text="Lower numbers come first."
                    ),
                ),
                (
                    "retired",
                    models.BooleanField(
                        default=False, help_text="No longer a ground for decisions."
                    ),
                ),
            ],
            options={
                "ordering": ["position", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("code", "spam"), ("retired", True), _negated=True),
                        name="the_rule_against_spam_stays",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HouseRuleVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=80)),
                (
                    "text",
                    models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)]),
                ),
                (
                    "sentence",
                    models.CharField(
                        help_text="What the author of a removed comment reads.", max_length=300
                    ),
                ),
                ("in_force_since", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="moderation.houserule",
                    ),
                ),
            ],
            options={
                "ordering": ["rule", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "action",
                    models.CharField(
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
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("report", "Report"),
                            ("own", "Own initiative"),
                            ("rule", "Automatic check"),
                            ("threshold", "Weight of reports"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "law",
                    models.CharField(blank=True, help_text="Where it is written.", max_length=100),
                ),
                ("status_before", models.CharField(blank=True, max_length=10)),
                (
                    "since_before",
                    models.DateTimeField(help_text="When that status began.", null=True),
                ),
                ("status_after", models.CharField(blank=True, max_length=10)),
                ("created", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="moderation.batch",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="comments.comment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="accounts.person",
                    ),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="moderation.decision",
                    ),
                ),
                (
                    "house_rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.houseruleversion",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="batch",
            name="house_rule",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="moderation.houseruleversion",
            ),
        ),
        migrations.CreateModel(
            name="LegalNotice",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="legal_notice",
                        serialize=False,
                        to="moderation.report",
                    ),
                ),
                (
                    "explanation",
                    models.TextField(validators=[django.core.validators.MaxLengthValidator(2000)]),
                ),
                ("location", models.URLField(max_length=500, verbose_name="exact address")),
                ("name", models.CharField(blank=True, max_length=120)),
                (
                    "is_about_children",
                    models.BooleanField(default=False, verbose_name="sexual abuse of children"),
                ),
                ("in_good_faith", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="ReportContents",
            fields=[
                (
                    "report",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="contents",
                        serialize=False,
                        to="moderation.report",
                    ),
                ),
                (
                    "words",
                    models.TextField(blank=True, help_text="The comment as it was when reported."),
                ),
                (
                    "note",
                    models.TextField(
                        blank=True, validators=[django.core.validators.MaxLengthValidator(2000)]
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, help_text="Where the outcome is sent.", max_length=254
                    ),
                ),
                ("erased", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name_plural": "report contents",
            },
        ),
        migrations.AddField(
            model_name="report",
            name="decision",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reports",
                to="moderation.decision",
            ),
        ),
        migrations.CreateModel(
            name="ModeratorScope",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("all", "all comments"),
                            ("tag", "comments under posts with a tag"),
                            ("author", "comments under posts of an author"),
                        ],
                        default="all",
                        max_length=10,
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="posts.tag",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="moderator_scope",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(blank=True, max_length=2000)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="comments.comment",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="accounts.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BatchItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seen", models.CharField(max_length=60)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("decided", "Decided"),
                            ("skipped", "Skipped"),
                            ("undone", "Undone"),
                            ("left", "left as it is"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="moderation.batch",
                    ),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="comments.comment",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["batch", "state", "id"], name="moderation__batch_i_8ff2d7_idx"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "comment"), name="once_in_a_batch")
                ],
            },
        ),
        migrations.CreateModel(
            name="Ban",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("email", models.EmailField(blank=True, db_index=True, max_length=254)),
                ("network", models.CharField(blank=True, db_index=True, max_length=50)),
                (
                    "until",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until it is lifted.", null=True
                    ),
                ),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bans",
                        to="accounts.person",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bans",
                        to="moderation.decision",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lifted_bans",
                        to="moderation.decision",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person__isnull", False),
                            models.Q(("email", ""), _negated=True),
                            models.Q(("network", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_ban_names_somebody",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AuthorWarning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("acknowledged", models.DateTimeField(editable=False, null=True)),
                ("created", models.DateTimeField(auto_now_add=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="accounts.person",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="warnings",
                        to="moderation.decision",
                    ),
                ),
                (
                    "retracted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="moderation.decision",
                    ),
                ),
            ],
            options={
                "verbose_name": "warning",
                "indexes": [
                    models.Index(
                        condition=models.Q(("acknowledged", None), ("retracted_by", None)),
                        fields=["person"],
                        name="warnings_to_acknowledge",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="houseruleversion",
            constraint=models.UniqueConstraint(
                fields=("rule", "number"), name="one_text_a_version"
            ),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["comment", "-id"], name="moderation__comment_cdc9fe_idx"),
        ),
        migrations.AddIndex(
            model_name="decision",
            index=models.Index(fields=["action", "created"], name="moderation__action_37733f_idx"),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action__in", ["reject", "remove", "warn", "ban"]), _negated=True),
                    ("house_rule__isnull", False),
                    models.Q(("law", ""), _negated=True),
                    _connector="OR",
                ),
                name="what_takes_something_away_has_a_ground",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "undo"), ("undoes__isnull", False)),
                    models.Q(models.Q(("action", "undo"), _negated=True), ("undoes__isnull", True)),
                    _connector="OR",
                ),
                name="only_an_undo_undoes",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalnotice",
            constraint=models.CheckConstraint(
                condition=models.Q(("in_good_faith", True)),
                name="a_legal_notice_is_made_in_good_faith",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["comment", "status", "created"], name="moderation__comment_8343b0_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["status", "reason", "comment"], name="moderation__status_9756dc_idx"
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["by", "-id"], name="moderation__by_id_e2605c_idx"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(fields=["created"], name="moderation__created_0527ae_idx"),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                fields=["network", "created"], name="moderation__network_c0addf_idx"
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("comment", "by"),
                name="one_open_report_a_person_and_comment",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "reason__in",
                        [
                            "spam",
                            "harassment",
                            "hate",
                            "threat",
                            "private_information",
                            "misinformation",
                            "off_topic",
                            "illegal",
                            "other",
                        ],
                    )
                ),
                name="a_report_has_a_known_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="report",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "upheld", "dismissed", "withdrawn"])),
                name="a_report_has_a_known_status",
            ),
        ),
        migrations.AddConstraint(
            model_name="moderatorscope",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author", None), ("kind", "all"), ("tag", None)),
                    models.Q(("author", None), ("kind", "tag"), ("tag__isnull", False)),
                    models.Q(("author__isnull", False), ("kind", "author"), ("tag", None)),
                    _connector="OR",
                ),
                name="a_scope_has_what_its_kind_needs",
            ),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("comment__isnull", False), ("person__isnull", False), _connector="OR"
                ),
                name="a_note_is_about_somebody",
            ),
        ),
    ]
