"""Search by staff for comments, through the full-text index.

Every search word must begin a word, or be one, in the name, the e-mail address or a text of the
comment.
"""

from django.db.models import Q

from comments.models import CommentSearchEntry
from posts.models.search_entry import has_terms, using_index
from posts.words import query_terms, words_of

# With more matches than this, reading the queue in order finds the first page sooner.
MAX_KEYS = 5_000
MAX_WORDS = 10


def matching(search: str, *, path: str = "") -> Q:
    """Return the condition that a comment contains all words of `search`.

    `path` is the lookup of the comment, such as "comment__", for conditions on other models.
    """
    terms = _terms_of(search)
    if not terms:
        return Q(pk__in=[])
    entries = CommentSearchEntry.objects.all()
    keys = CommentSearchEntry.objects.keys_with([terms], for_staff=True, limit=MAX_KEYS + 1)
    with using_index():
        matches = list(entries.filter(pk__in=keys).values_list("pk", flat=True))
    if len(matches) <= MAX_KEYS:
        return Q(**{f"{path}pk__in": matches})
    return has_terms(terms, f"{path}search_entry__terms")


def matching_in_public(search: str) -> Q:
    """Return the condition that the name and the visible texts of a comment contain all words.

    For staff who may not see e-mail addresses: which comments match tells nothing about them.
    """
    condition = matching(search)  # only to read fewer rows
    for term in _terms_of(search):
        in_texts = Q(search_entry__terms__contains=f" {term.text}")
        in_name = Q(name__istartswith=term.text) | Q(name__icontains=f" {term.text}")
        if not term.is_prefix:
            in_name = Q(name__icontains=term.text)
        condition &= in_texts | in_name
    return condition


def _terms_of(search):
    words = words_of(search)[:MAX_WORDS]
    return [term for word in words for term in query_terms(word, min_prefix=1)]
