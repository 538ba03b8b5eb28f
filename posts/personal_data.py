"""What posts hold about people; `accounts/privacy.py` reads it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Download, Ending, Holding
from posts.models import Blog, WorkingCopy

# Longer than anybody is away from their desk.
UNSAVED_KEPT = timedelta(days=180)


def _old_copies(moment):
    return WorkingCopy.objects.filter(saved__lt=moment)


def _unsaved_texts(person):
    return WorkingCopy.objects.filter(by__person=person.main_id)


def _delete_unsaved_texts(person, **choice):
    _unsaved_texts(person).delete()


HOLDINGS = [
    Holding(
        WorkingCopy,
        ("title", "excerpt", "body"),
        Download(
            _("Texts of posts that you have not saved"),
            _unsaved_texts,
            ("saved", "post__title", "title", "excerpt", "body"),
        ),
        close=_delete_unsaved_texts,
        endings=(Ending(_("Texts dropped that were never saved"), UNSAVED_KEPT, _old_copies),),
    ),
]


def expire_pages_that_show(user):
    """Let the blog's pages expire if a post names the user as its author."""
    if user.posts.exists():
        Blog.objects.touch()
