"""Names of several, which other languages do not make with an "s"."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0024_rule_texts"),
    ]

    operations = [
        migrations.AlterModelOptions(
            "heldcomment",
            {"verbose_name": "held comment", "verbose_name_plural": "held comments"},
        ),
        migrations.AlterModelOptions(
            "reportedcomment",
            {"verbose_name": "reported comment", "verbose_name_plural": "reported comments"},
        ),
        migrations.AlterModelOptions(
            "rule",
            {
                "ordering": ["code"],
                "verbose_name": "screening rule",
                "verbose_name_plural": "screening rules",
            },
        ),
        migrations.AlterModelOptions(
            "wokenthread",
            {"verbose_name": "late comment", "verbose_name_plural": "late comments"},
        ),
    ]
