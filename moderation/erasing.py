"""What moderation forgets when a comment is erased; settings name it in COMMENT_ERASURES."""

from moderation.models import Note, ReportContents


def empty_reports_and_notes(comment):
    """Empty what was kept of a comment's words, and what was said of them, inside its lock.

    Stays: where a reporter is answered, and legal notices, which somebody may have to prove.
    """
    ReportContents.objects.filter(report__comment=comment).update(words="", note="")
    Note.objects.filter(comment=comment).update(text="")
