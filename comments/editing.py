"""How authors change a stored comment of theirs."""

from comments.draft import Draft
from comments.models import Comment
from comments.nudging import ask_author
from comments.posting import count_refusals, raise_refusals
from comments.screening import Screening
from comments.text import comment_text


def edit(comment: Comment, body: str, ip: str | None, *, is_sure=True):
    """Replace the comment's text, if the rules accept the new one.

    Raises Refused; TooLateToEdit when the text can no longer change; InvalidTransition when the
    comment is no longer shown; and NudgeRequired when its author must confirm harsh words first.
    """
    draft = _draft(comment, comment_text(body), ip, beside=comment.added_texts)
    comment.edit(draft.body, _findings(draft, is_sure))


def add(comment: Comment, words: str, ip: str | None, *, is_sure=True):
    """Add a text below the comment's own, if the rules accept the whole.

    Raises Refused, InvalidTransition when the comment is no longer shown, and NudgeRequired.
    """
    draft = _draft(comment, comment_text(words), ip, beside=comment.texts)
    comment.add(draft.body, _findings(draft, is_sure))


def _draft(comment, body, ip, *, beside):
    return Draft(
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


def _findings(draft, is_sure):
    if not is_sure:
        ask_author(draft)
    screening = Screening(draft).ask_all()
    if screening.refusals:
        count_refusals(screening)
    return raise_refusals(screening).findings
