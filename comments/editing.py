"""What an author does to their own words once they are stored."""

from comments.draft import Draft
from comments.models import Comment
from comments.posting import accepted, count_refusals
from comments.screening import Screening
from comments.text import comment_text


def edit(comment: Comment, body: str, ip: str | None):
    """Put other words in the place of the comment's own, if the rules take them.

    Raises Refused, TooLateToEdit when the words stand for good, and InvalidTransition when the
    comment shows no more.
    """
    text = comment_text(body)
    comment.edit(text, _screened(comment, text, ip, beside=comment.added_texts))


def add(comment: Comment, words: str, ip: str | None):
    """Put further words below the comment's own, if the rules take the whole.

    Raises Refused, and InvalidTransition when the comment shows no more.
    """
    text = comment_text(words)
    comment.add(text, _screened(comment, text, ip, beside=comment.texts))


def _screened(comment, body, ip, *, beside):
    draft = Draft(
        post=comment.post,
        parent=comment.parent,
        person=comment.author,
        name=comment.name,
        email=comment.email,
        body=body,
        ip=ip,
        editing=comment,
        other_html="".join(text.body_html for text in beside),
    )
    screening = Screening(draft).ask_all()
    if screening.refusals:
        count_refusals(screening)
    return accepted(screening).findings
