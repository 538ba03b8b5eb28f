"""Where a comment can be read: its page of the post, or its own where that page cuts it."""

from urllib.parse import urlencode

from comments.conversation import page_of


def address_of(comment, version: int | None = None) -> str:
    """Give the path, query and fragment at which a published comment is drawn.

    `version` asks for a page no older than that version of the post. Raises Comment.DoesNotExist
    when the comment is drawn nowhere.
    """
    page = page_of(comment)
    path = comment.get_thread_url() if page is None else comment.post.get_absolute_url()
    asked = {"page": page if page and page > 1 else None, "v": version}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}{'?' * bool(query)}{query}#comment-{comment.pk}"


def landing_of(comment, otherwise: str) -> str:
    """Give where somebody who has just acted sees it: on a page no older than the post is here, or
    `otherwise` where the comment does not show, maybe since this very moment.
    """
    try:
        return address_of(comment, comment.post.version) if comment.is_published else otherwise
    except type(comment).DoesNotExist:
        return otherwise
