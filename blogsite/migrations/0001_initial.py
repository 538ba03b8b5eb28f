import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Restore",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                ("backup", models.CharField(help_text="The name of the file.", max_length=255)),
                ("restored", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
    ]
