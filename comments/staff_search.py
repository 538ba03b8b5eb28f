"""Search by staff for comments, through the full-text index.

Every search word must begin a word, or be one, in the name, the e-mail address or a text of the
comment.
"""

from django.db.models import Q

from comments.models import CommentSearchEntry
from posts.models.search_entry import has_terms, using_index
from posts.words import query_terms, words_of

# With more matches than this, reading the queue in order finds the first page sooner.
MAX_KEYS = 2_000
MAX_WORDS = 10


def matching(search: str, *, path: str = "") -> Q:
    """Return the condition that a comment contains all words of `search`.

    `path` is the lookup of the comment, such as "comment__", for conditions on other models.
    """
    words = words_of(search)[:MAX_WORDS]
    terms = [term for word in words for term in query_terms(word, min_prefix=1)]
    if not terms:
        return Q(pk__in=[])
    entries = CommentSearchEntry.objects.all()
    keys = CommentSearchEntry.objects.keys_with([terms], for_staff=True, limit=MAX_KEYS + 1)
    with using_index():
        matches = list(entries.filter(pk__in=keys).values_list("pk", flat=True))
    if len(matches) <= MAX_KEYS:
        return Q(**{f"{path}pk__in": matches})
    return has_terms(terms, f"{path}search_entry__terms")
