import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_tree_ids")]

    operations = [
        migrations.AddField(
            model_name="comment",
            name="last_added",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="Addition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("body", models.TextField()),
                ("body_html", models.TextField(editable=False)),
                (
                    "created",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "comment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="additions",
                        to="comments.comment",
                    ),
                ),
            ],
            options={"ordering": ["created", "pk"]},
        ),
    ]
