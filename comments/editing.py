"""What an author does to their own words once they are stored."""

from comments.draft import Draft
from comments.models import Comment
from comments.nudging import ask_author
from comments.posting import count_refusals, raise_refusals
from comments.screening import Screening
from comments.text import comment_text


def edit(comment: Comment, body: str, ip: str | None, *, is_sure=True):
    """Put other words in the place of the comment's own, if the rules take them.

    Raises Refused, TooLateToEdit when the words stand for good, InvalidTransition when the comment
    shows no more, and Nudged when its author, who is not sure yet, is asked something first.
    """
    draft = _draft(comment, comment_text(body), ip, beside=comment.added_texts)
    comment.edit(draft.body, _findings(draft, is_sure))


def add(comment: Comment, words: str, ip: str | None, *, is_sure=True):
    """Put further words below the comment's own, if the rules take the whole.

    Raises Refused, InvalidTransition when the comment shows no more, and Nudged.
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
