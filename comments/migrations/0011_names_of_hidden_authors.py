"""Whom readers have hidden before gets the name, where the author has signed with one alone.

Which of several names a reader has hidden is not known: to choose one could tell whose it is.
"""

from django.db import migrations, models

from accounts.migration_operations import AddIndex


def name_them(apps, schema_editor):
    database = schema_editor.connection.alias
    comments = apps.get_model("comments", "Comment").objects.using(database)
    hidden = apps.get_model("comments", "HiddenAuthor").objects.using(database).filter(name="")
    for pk, author in list(hidden.values_list("pk", "author")):
        published = comments.filter(author=author, status="published").order_by()
        names = list(published.values_list("name", flat=True).distinct()[:2])
        if len(names) == 1:
            hidden.filter(pk=pk).update(name=names[0])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("comments", "0010_hidden_names"),
    ]

    operations = [
        AddIndex(
            model_name="hiddenauthor",
            index=models.Index(fields=["reader", "author"], name="hidden_authors"),
        ),
        migrations.RunPython(name_them, migrations.RunPython.noop),
    ]
