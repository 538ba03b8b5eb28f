from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0022_files_to_delete"),
    ]

    operations = [
        migrations.AddField(
            model_name="filetodelete",
            name="due",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="filetodelete",
            name="deletion_began",
            field=models.DateTimeField(null=True),
        ),
    ]
