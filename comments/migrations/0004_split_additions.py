"""Additions that earlier releases wrote into the comment's own text become rows of their own.

Only where it is certain: the text is an earlier version of itself, the mark that those releases
wrote, and further words. Anything else stays as it is.
"""

import re

from django.db import migrations, transaction
from django.db.models import F

from comments.cleaning import html_of

ADDED = re.compile(
    r"\n\n\*Added on [A-Z][a-z]+ [1-3]?[0-9], [0-9]{4} at [0-9]{2}:[0-9]{2}:\*\n\n(.+)", re.DOTALL
)


def split(apps, schema_editor):
    Comment = apps.get_model("comments", "Comment")
    marked = Comment.objects.filter(body__contains="*Added on ", earlier_versions__isnull=False)
    for pk, post in marked.order_by("post").distinct().values_list("pk", "post"):
        with transaction.atomic():
            apps.get_model("posts", "Post").objects.filter(pk=post).update(version=F("version") + 1)
            split_one(Comment.objects.get(pk=pk), apps.get_model("comments", "Addition"))


def split_one(comment, Addition):
    versions = list(comment.earlier_versions.order_by("replaced", "pk"))
    additions = []
    while versions and (words := words_added(versions[-1].body, comment.body)):
        earlier = versions.pop()
        additions.append(
            Addition(
                comment=comment, body=words, body_html=html_of(words), created=earlier.replaced
            )
        )
        comment.body = earlier.body
        earlier.delete()
    if not additions:
        return
    Addition.objects.bulk_create(reversed(additions))
    comment.body_html = html_of(comment.body)
    comment.edited = versions[-1].replaced if versions else None
    comment.last_added = additions[0].created
    comment.save(update_fields=["body", "body_html", "edited", "last_added"])


def words_added(earlier, later) -> str:
    """Give the words that the mark sets apart from the earlier text; "" where there is none."""
    earlier = earlier.rstrip()
    added = later.startswith(earlier) and ADDED.fullmatch(later, len(earlier))
    return added[1] if added else ""


class Migration(migrations.Migration):
    atomic = False  # a comment at a time: no post stays locked, and another run goes on

    dependencies = [("comments", "0003_additions"), ("posts", "0001_initial")]

    operations = [migrations.RunPython(split, migrations.RunPython.noop)]
