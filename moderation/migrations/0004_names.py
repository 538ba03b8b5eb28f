import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_names"),
        ("comments", "0008_names"),
        ("moderation", "0003_house_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="ban",
            options={"ordering": ["-pk"], "verbose_name": "ban", "verbose_name_plural": "bans"},
        ),
        migrations.AlterModelOptions(
            name="batch",
            options={
                "ordering": ["-pk"],
                "verbose_name": "batch",
                "verbose_name_plural": "batches",
            },
        ),
        migrations.AlterModelOptions(
            name="decision",
            options={
                "ordering": ["-pk"],
                "verbose_name": "decision",
                "verbose_name_plural": "decisions",
            },
        ),
        migrations.AlterModelOptions(
            name="houserule",
            options={
                "ordering": ["position", "code"],
                "verbose_name": "house rule",
                "verbose_name_plural": "house rules",
            },
        ),
        migrations.AlterModelOptions(
            name="houseruleversion",
            options={
                "ordering": ["rule", "-number"],
                "verbose_name": "version of a house rule",
                "verbose_name_plural": "versions of a house rule",
            },
        ),
        migrations.AlterField(
            model_name="ban",
            name="created",
            field=models.DateTimeField(auto_now_add=True, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="ban",
            name="until",
            field=models.DateTimeField(
                blank=True, help_text="Empty: until it is lifted.", null=True, verbose_name="until"
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            model_name="batch",
            name="created",
            field=models.DateTimeField(auto_now_add=True, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="batch",
            name="status",
            field=models.CharField(
                choices=[
                    ("deciding", "Deciding"),
                    ("decided", "Decided"),
                    ("undoing", "Undoing"),
                    ("undone", "Undone"),
                ],
                default="deciding",
                max_length=10,
                verbose_name="status",
            ),
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
                    ("close_branch", "Close branch"),
                    ("open_branch", "Open branch"),
                    ("pick", "Editor's pick"),
                    ("unpick", "Remove editor's pick"),
                    ("undo", "Undo"),
                ],
                max_length=20,
                verbose_name="action",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="batch",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="moderation.batch",
                verbose_name="batch",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="comment",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="comments.comment",
                verbose_name="comment",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="created",
            field=models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="house_rule",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="moderation.houseruleversion",
                verbose_name="house rule",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="law",
            field=models.CharField(
                blank=True, help_text="Where it is written.", max_length=100, verbose_name="law"
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="accounts.person",
                verbose_name="person",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="since_before",
            field=models.DateTimeField(
                help_text="When that status began.", null=True, verbose_name="since before"
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
                ],
                max_length=10,
                verbose_name="source",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="status_after",
            field=models.CharField(blank=True, max_length=10, verbose_name="status after"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="status_before",
            field=models.CharField(blank=True, max_length=10, verbose_name="status before"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="undoes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="moderation.decision",
                verbose_name="undoes",
            ),
        ),
        migrations.AlterField(
            model_name="houserule",
            name="code",
            field=models.SlugField(
                help_text="Never shown; decisions are counted by it.",
                unique=True,
                verbose_name="code",
            ),
        ),
        migrations.AlterField(
            model_name="houserule",
            name="position",
            field=models.PositiveSmallIntegerField(
                default=100, help_text="Lower numbers come first.", verbose_name="position"
            ),
        ),
        migrations.AlterField(
            model_name="houserule",
            name="retired",
            field=models.BooleanField(
                default=False, help_text="No longer a ground for decisions.", verbose_name="retired"
            ),
        ),
        migrations.AlterField(
            model_name="houseruleversion",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            model_name="houseruleversion",
            name="in_force_since",
            field=models.DateTimeField(
                default=django.utils.timezone.now, verbose_name="in force since"
            ),
        ),
        migrations.AlterField(
            model_name="houseruleversion",
            name="number",
            field=models.PositiveIntegerField(verbose_name="number"),
        ),
        migrations.AlterField(
            model_name="houseruleversion",
            name="sentence",
            field=models.CharField(
                help_text="What the author of a removed comment reads.",
                max_length=300,
                verbose_name="sentence",
            ),
        ),
        migrations.AlterField(
            model_name="houseruleversion",
            name="text",
            field=models.TextField(
                validators=[django.core.validators.MaxLengthValidator(2000)], verbose_name="text"
            ),
        ),
        migrations.AlterField(
            model_name="houseruleversion",
            name="title",
            field=models.CharField(max_length=80, verbose_name="title"),
        ),
    ]
