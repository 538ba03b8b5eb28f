"""Note which row a record of a JSON Lines file became."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blogsite", "0009_moderators_see_spot_checks"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportedRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(max_length=32)),
                ("kind", models.CharField(max_length=30)),
                ("key", models.PositiveBigIntegerField()),
                ("row", models.PositiveBigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "kind", "key"), name="one_row_a_record"
                    )
                ],
            },
        ),
    ]
