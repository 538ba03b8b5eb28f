"""People are hidden under a name; an index takes the place of the constraint in the next one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0009_hidden_authors"),
    ]

    operations = [
        migrations.AddField(
            model_name="hiddenauthor",
            name="name",
            field=models.CharField(db_default="", default="", max_length=60),
        ),
        migrations.RemoveConstraint(model_name="hiddenauthor", name="an_author_is_hidden_once"),
    ]
