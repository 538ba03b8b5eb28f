"""What moderation forgets when a comment is erased; settings name it in COMMENT_ERASURES."""

from comments.models import Comment
from moderation.models import Note, ReportContents


def empty_reports_and_notes(comment):
    """Empty what was kept of a comment's words, and what was said of them, inside its lock.

    What was said of its author goes with the last of their comments.
    Stays: where a reporter is answered, and legal notices, which somebody may have to prove.
    """
    ReportContents.objects.filter(report__comment=comment).update(words="", note="")
    Note.objects.filter(comment=comment).update(text="")
    if not Comment.objects.filter(author=comment.author_id, erased=None).exists():
        Note.objects.filter(person=comment.author_id).update(text="")
