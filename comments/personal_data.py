"""What comments hold about people; `accounts/privacy.py` reads it."""

from comments.models import Comment
from posts.models import Blog


def expire_pages_that_show(user):
    """Let the blog's pages expire if a comment is by the user; an author of posts has done so."""
    if Comment.objects.filter(author__user=user).exists() and not user.posts.exists():
        Blog.objects.touch()
