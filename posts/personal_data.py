"""What posts hold about people; `accounts/privacy.py` reads it."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.privacy import Download, Holding, RetentionRule, deleting
from posts.models import Biography, Blog, FileToDelete, FileUpload, Follow, OldAddress, WorkingCopy
from posts.models.file_upload import UPLOAD_TIME

# Longer than anybody is away from work.
UNSAVED_RETENTION = timedelta(days=180)
# Follows that were ended, or never confirmed.
FOLLOW_RETENTION = timedelta(days=30)


def _old_copies(moment):
    return WorkingCopy.objects.filter(saved__lt=moment)


def _unsaved_texts(person):
    return WorkingCopy.objects.filter(by__person=person.main_id)


def _follows(person):
    return Follow.objects.filter(user__person=person.main_id)


def _ended_follows(moment):
    return Follow.objects.filter(ended__lt=moment)


def _unconfirmed_follows(moment):
    return Follow.objects.filter(confirmed=None, created__lt=moment)


def _old_author_pages(person):
    return OldAddress.objects.filter(author__person=person.main_id)


def _biographies(person):
    return Biography.objects.filter(author__person=person.main_id)


def _files_to_delete(moment):
    return FileToDelete.objects.all()  # their storage was away


def _broken_uploads(moment):
    return FileUpload.objects.filter(began__lt=moment)


HOLDINGS = [
    Holding(
        Biography,
        ("text", "picture"),
        Download(
            _("What this blog says about you as an author"),
            _biographies,
            ("text", "picture__stem"),
            withheld=("picture",),
        ),
        close=deleting(_biographies),
    ),
    Holding(
        FileToDelete,
        ("name",),
        "It names the file of a picture that is deleted already, and nobody.",
        retention=(
            RetentionRule(
                _("Files of deleted pictures"),
                timedelta(0),
                _files_to_delete,
                act=FileToDelete.delete_file,
            ),
        ),
    ),
    Holding(
        FileUpload,
        ("name",),
        "It names the file of a picture that was uploaded, and nobody.",
        retention=(
            RetentionRule(
                _("Files of uploads that were broken off"),
                UPLOAD_TIME,
                _broken_uploads,
                act=FileUpload.give_up,
            ),
        ),
    ),
    Holding(
        OldAddress,
        ("path",),
        Download(_("Old URLs that lead to your page as an author"), _old_author_pages, ("path",)),
        close=deleting(_old_author_pages),
    ),
    Holding(
        WorkingCopy,
        ("title", "excerpt", "social_description", "body"),
        Download(
            _("Texts of posts that you have not saved"),
            _unsaved_texts,
            ("saved", "post__title", "title", "excerpt", "social_description", "body"),
        ),
        close=deleting(_unsaved_texts),
        retention=(
            RetentionRule(_("Texts dropped that were never saved"), UNSAVED_RETENTION, _old_copies),
        ),
    ),
    Holding(
        Follow,
        ("mailbox", "email"),
        Download(
            _("Authors whose new posts you get by mail"),
            _follows,
            ("created", "confirmed", "ended", "author__display_name"),
            withheld=("mailbox", "email"),  # an account's has none; its mailbox is a digest
        ),
        close=deleting(_follows),
        retention=(
            RetentionRule(_("Ended follows dropped"), FOLLOW_RETENTION, _ended_follows),
            RetentionRule(
                _("Follows dropped that were never confirmed"),
                FOLLOW_RETENTION,
                _unconfirmed_follows,
            ),
        ),
    ),
]


def expire_pages_that_show(user):
    """Expire the blog's pages if a post names the user as its author."""
    if user.posts.exists():
        Blog.objects.touch()
