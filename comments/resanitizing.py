"""The HTML of stored comments, made again when the policy for it has changed."""

from collections.abc import Iterator

from comments.models import Addition, Comment, CommentSearchEntry
from comments.text import comment_text
from posts.models import Post

TEXT = ("body", "body_html")
AT_ONCE = 200  # texts: the lock is so short that people who write do not notice it


def resanitize() -> Iterator[tuple[int, int]]:
    """Compare the HTML of every comment and addition with its text; repair the differences.

    Yields, as it goes, how many texts were checked and how many of them changed. Correct ones take
    no lock and make no new version, so an interrupted run can be repeated.
    """
    for post in Post.objects.order_by("pk").values_list("pk", flat=True).iterator():
        yield from _resanitize(post, Comment.objects.on(post))
        yield from _resanitize(post, Addition.objects.filter(comment__post=post))


def _resanitize(post, texts):
    last = 0
    while some := list(texts.filter(pk__gt=last).order_by("pk").only(*TEXT)[:AT_ONCE]):
        stale = [text.pk for text in some if _is_stale(text)]
        if stale:
            _mend(post, texts.model.objects.filter(pk__in=stale))
        yield len(some), len(stale)
        last = some[-1].pk


def _is_stale(text):
    return text.body_html != comment_text(text.body).html


def _mend(post, texts):
    with Post.objects.locked(post):
        stale = list(texts)
        for text in stale:
            text.write(text.body)
        texts.bulk_update(stale, ["body_html"])
        comments = {getattr(text, "comment_id", text.pk) for text in stale}
        CommentSearchEntry.objects.update_for(CommentSearchEntry.items().filter(pk__in=comments))
