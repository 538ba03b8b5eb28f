from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_second_factor"),
    ]

    operations = [
        migrations.AlterField(
            model_name="user",
            name="display_name",
            field=models.CharField(
                help_text="Shown beside what they write.",
                max_length=60,
                verbose_name="display name",
            ),
        ),
    ]
