"""The mark beside the name of a person who speaks for the site, or who wrote on another site.

A name typed by hand never gets one.
"""

from django.utils.translation import gettext, gettext_noop

STAFF = gettext_noop("Staff")
AUTHOR = gettext_noop("Author")
OUTSIDE = gettext_noop("From another site")


def mark_of(user_id: int | None, is_staff: bool | None, author_id: int | None) -> str:
    """Return the mark of a comment's author under a post by the account `author_id`, or "".

    `user_id` and `is_staff` are those of the comment's account, None for a guest.
    """
    if user_id is None:
        return ""
    if user_id == author_id:
        return gettext(AUTHOR)
    return gettext(STAFF) if is_staff else ""


def mark_of_outside(website: str, origin: str | None) -> str:
    """Return the mark of an answer published on another site, "" for any other comment.

    Comments written here have no website; imported ones may have one, but have an origin.
    """
    return gettext(OUTSIDE) if website and not origin else ""
