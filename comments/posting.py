"""The way of a comment from a draft to its place in the thread."""

from django.db import IntegrityError

from comments.models import CannotReply, Comment
from comments.screening import Draft, Findings, screen, screen_again


class Refused(Exception):
    """The rules do not take the draft; `findings` say why and when they would."""

    def __init__(self, findings: Findings):
        super().__init__(*(finding.reason for finding in findings.refusals))
        self.findings = findings


class KeyTaken(Exception):
    """The form was sent before, with other words or from another spot; `comment` came of it."""

    def __init__(self, comment):
        super().__init__("This form was sent before, with other words.")
        self.comment = comment


def post(draft: Draft, key) -> Comment:
    """Screen the draft and store it; the same form sent again gives the comment it made.

    Raises Refused, KeyTaken, and CannotReply when the place takes no comment of this person.
    """
    if earlier := sent_before(draft, key):
        return earlier
    try:
        return _stored(draft, key)
    except (Refused, CannotReply, IntegrityError):
        # The same form may have been stored while this one was screened, or waited for the lock.
        if earlier := sent_before(draft, key):
            return earlier
        raise


def sent_before(draft, key) -> Comment | None:
    """Return the comment that this form made, if it did. Raises KeyTaken for another's key."""
    comment = Comment.objects.filter(key=key).first()
    if comment and not _says_the_same(comment, draft):
        raise KeyTaken(comment)
    return comment


def _says_the_same(comment, draft):
    same_spot = (comment.post_id, comment.parent_id) == (draft.post.pk, draft.parent_id)
    bodies = [comment.body, *comment.earlier_versions.values_list("body", flat=True)]
    return same_spot and draft.body in bodies


def _stored(draft, key):
    findings = screen(draft)
    # A closed place is named before any rule; the store asks for it in any case.
    if findings.refusals and (refusal := draft.refusal):
        raise CannotReply(refusal)
    accepted(findings)
    return Comment.objects.store(
        post=draft.post,
        parent=draft.parent,
        author=draft.person,
        name=draft.name,
        email=draft.email,
        address=draft.address,
        body=draft.text,
        status=findings.status,
        findings=findings,
        key=key,
        recheck=lambda: accepted(screen_again(draft)),
    )


def accepted(findings: Findings) -> Findings:
    """Give the findings when they refuse nothing. Raises Refused."""
    if findings.refusals:
        raise Refused(findings)
    return findings
