from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0022_files_to_delete"),
    ]

    operations = [
        migrations.AddField(
            model_name="filetodelete",
            name="deletion_began",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="FileUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=120)),
                ("began", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
