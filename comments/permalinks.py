"""The URL of one comment: on a page of the post, or on its own page."""

from urllib.parse import urlencode

from comments.conversation import page_of
from posts.models import ForeignPage


def permalink_of(comment, version: int | None = None) -> str:
    """Return the path, query and fragment of the page that shows a comment.

    `version` asks for a page no older than that version of the post. Raises Comment.DoesNotExist
    when the comment is not rendered on any page.
    """
    page = page_of(comment)
    path = comment.get_branch_url() if page is None else comment.post.get_absolute_url()
    parameters = {"page": page if page and page > 1 else None, "v": version}
    query = urlencode({name: value for name, value in parameters.items() if value})
    return f"{path}{'?' * bool(query)}{query}#comment-{comment.pk}"


def permalink_elsewhere(comment) -> str:
    """Return the URL of a comment on the page of a known site; "" for one of this blog."""
    page = comment.post.is_elsewhere and ForeignPage.objects.of_entered_site(comment.post)
    return f"{page.url}#comment-{comment.pk}" if page else ""


def fresh_permalink_of(comment) -> str:
    """Return the permalink for somebody who has just changed something, so that they see it.

    Returns "" when the comment is not shown, perhaps for the first time.
    """
    try:
        return permalink_of(comment, comment.post.version) if comment.is_published else ""
    except type(comment).DoesNotExist:
        return ""
