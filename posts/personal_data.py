"""What posts hold about people; `accounts/privacy.py` reads it."""

from posts.models import Blog


def expire_pages_that_show(user):
    """Let the blog's pages expire if a post names the user as its author."""
    if user.posts.exists():
        Blog.objects.touch()
