from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comments", "0011_names_of_hidden_authors")]

    operations = [
        migrations.AlterField(
            model_name="finding",
            name="verdict",
            field=models.CharField(
                choices=[("publish", "Publish"), ("hold", "Hold"), ("shadow", "Would hold")],
                max_length=10,
            ),
        ),
    ]
