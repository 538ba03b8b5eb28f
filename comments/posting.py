"""The way of a comment from a draft to its place in the thread."""

from django.db import IntegrityError
from django.utils.translation import gettext

from comments.draft import Draft
from comments.models import CannotReply, Comment, RefusalCount
from comments.screening import Screening


class Refused(Exception):
    """The rules do not take the draft; `screening` says why, and when they would."""

    def __init__(self, screening: Screening):
        super().__init__(*(refusal.reason for refusal in screening.refusals))
        self.screening = screening


class KeyTaken(Exception):
    """The form was sent before, with other words or from another spot; `comment` came of it."""

    def __init__(self, comment):
        super().__init__(gettext("This form was sent before, with other words."))
        self.comment = comment


class RulesUnderLock:
    """The rules that need facts of the database, for Comment.objects.store."""

    def __init__(self, screening: Screening):
        self.screening = screening

    def lookups(self) -> dict:
        return self.screening.lookups_under_lock()

    def decide(self, facts) -> tuple[dict, list]:
        """Return the fields that the rules decide, and their findings. Raises Refused."""
        accepted(self.screening.judge(facts))
        return self.screening.fields, self.screening.findings


def post(draft: Draft, key) -> Comment:
    """Screen the draft and store it; the same form sent again gives the comment it made.

    Raises Refused, KeyTaken, and CannotReply when the place takes no comment of this person.
    """
    try:
        return _stored(draft, key)
    except (Refused, CannotReply, IntegrityError) as error:
        # Few forms come twice, so only one that is not stored is looked up by its key.
        if earlier := sent_before(draft, key):
            return earlier
        if isinstance(error, Refused):
            count_refusals(error.screening)
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
    screening = Screening(draft).ask_before_lock()
    # A closed place is named before any rule; the store asks for it in any case.
    if screening.refusals and (refusal := draft.refusal):
        raise CannotReply(refusal)
    accepted(screening)

    return Comment.objects.store(
        post=draft.post,
        parent=draft.parent,
        author=draft.person,
        name=draft.name,
        email=draft.email,
        address=draft.address,
        body=draft.text,
        key=key,
        rules=RulesUnderLock(screening),
        wants_mail=draft.wants_mail,
    )


def accepted(screening: Screening) -> Screening:
    """Return the screening when it refuses nothing. Raises Refused."""
    if screening.refusals:
        raise Refused(screening)
    return screening


def count_refusals(screening: Screening):
    """Count a refused draft for the rules that refused it; call it outside of a transaction."""
    RefusalCount.objects.add(refusal.rule for refusal in screening.refusals)
