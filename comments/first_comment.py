"""Begin the conversation of a page of another site with its first comment."""

from contextlib import contextmanager, suppress

from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import Comment
from posts.foreign_pages import find_or_make, known_page
from posts.models import Post


@contextmanager
def conversation_at(url: str, identifier: str = "", title: str = ""):
    """Yield the post that stands for a page, to store a comment below; create it if needed.

    A post created here that has no comment at the end is deleted again, and a known page gets its
    identifier only at the end: a refused comment leaves no trace. Raises URLRefused.
    """
    if known := known_page(url, identifier):
        yield known.post
        with suppress(IntegrityError), transaction.atomic():  # another page may have taken it
            known.take_identifier(identifier)
        return
    begin = timezone.now()
    post = find_or_make(url, identifier, title)
    try:
        yield post
    finally:
        if post.published_at and post.published_at >= begin:
            _delete_if_unused(post)


def _delete_if_unused(post):
    with transaction.atomic():
        posts = Post.objects.filter(pk=post.pk, place=Post.Place.ELSEWHERE, last_number=0)
        locked = posts.select_for_update().first()
        if locked and not Comment.objects.filter(post=locked).exists():
            locked.delete()
