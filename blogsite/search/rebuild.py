"""Compare the search index with the texts, and write the differences."""

from collections.abc import Iterator

from django.db import transaction

from comments.models import CommentSearchEntry
from posts.models import PostSearchEntry

INDEXES = {"posts": PostSearchEntry, "comments": CommentSearchEntry}
BATCH_SIZE = 500  # texts compared at once, and locked while their terms are written


def rebuild(entries) -> Iterator[tuple[int, int]]:
    """Yield, as it goes, how many texts were compared and how many were written again.

    `entries` is a model of INDEXES. Correct entries are not written, so the site can serve
    meanwhile.
    """
    last = 0
    while items := list(entries.items().filter(pk__gt=last).order_by("pk")[:BATCH_SIZE]):
        keys = _stale_keys(entries, items)
        with transaction.atomic():
            entries.objects.update_for(entries.items().select_for_update().filter(pk__in=keys))
        yield len(items), len(keys)
        last = items[-1].pk


def _stale_keys(entries, items):
    stored = dict(entries.objects.filter(pk__in=items).values_list("pk", "terms"))
    return [item.pk for item in items if stored.get(item.pk) != entries.terms_of(item)]
