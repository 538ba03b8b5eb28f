"""What moderation erases together with a comment; settings name it in COMMENT_ERASURES."""

from comments.models import Comment
from moderation.models import Note, ReportContents


def empty_reports_and_notes(comment):
    """Empty the copies of a comment's text in reports, and the notes about it, inside its lock.

    Notes about its author are emptied with the last of their comments. The reporters' e-mails stay,
    because they still get an answer, and legal notices stay as evidence.
    """
    ReportContents.objects.filter(report__comment=comment).update(words="", note="")
    Note.objects.filter(comment=comment).update(text="")
    if not Comment.objects.by(comment.author).filter(erased=None).exists():
        Note.objects.filter(person__in=comment.author.same_author_ids()).update(text="")
