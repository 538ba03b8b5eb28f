"""The way of a comment from a draft to its place in the tree."""

from django.db import IntegrityError
from django.utils.translation import gettext

from comments.draft import Draft
from comments.models import CannotReply, Comment, RefusalCount
from comments.screening import Screening


class Refused(Exception):
    """The rules refuse the draft; `screening` says why, and from when they would accept it."""

    def __init__(self, screening: Screening):
        super().__init__(*(refusal.reason for refusal in screening.refusals))
        self.screening = screening


class KeyReused(Exception):
    """The form's idempotency key has made another comment before, which is `comment`."""

    def __init__(self, comment):
        super().__init__(gettext("This form was sent before, with other words."))
        self.comment = comment


class ScreeningUnderLock:
    """The part of a screening that Comment.objects.store runs under the post's lock."""

    def __init__(self, screening: Screening):
        self.screening = screening

    def lookups(self) -> dict:
        """Return the queries for the facts that the rules need (see look_up)."""
        return self.screening.lookups_under_lock()

    def decide(self, facts) -> tuple[dict, list]:
        """Return the fields that the rules decide, and their findings. Raises Refused."""
        raise_refusals(self.screening.judge(facts))
        return self.screening.fields, self.screening.findings


def post(draft: Draft, key) -> Comment:
    """Screen the draft and store it; for a form that was sent before, return its comment.

    Raises Refused, KeyReused, and CannotReply when this person may not comment there.
    """
    try:
        return _store(draft, key)
    except (Refused, CannotReply, IntegrityError) as error:
        # Few forms are sent twice, so only a failed insert looks the form up by its key.
        if earlier := sent_before(draft, key):
            return earlier
        if isinstance(error, Refused):
            count_refusals(error.screening)
        raise


def sent_before(draft, key) -> Comment | None:
    """Return the comment that this form made, if any. Raises KeyReused if its text is another."""
    comment = Comment.objects.filter(key=key).first()
    if comment and not _says_the_same(comment, draft):
        raise KeyReused(comment)
    return comment


def _says_the_same(comment, draft):
    is_same_place = (comment.post_id, comment.parent_id) == (draft.post.pk, draft.parent_id)
    bodies = [comment.body, *comment.earlier_versions.values_list("body", flat=True)]
    return is_same_place and draft.body in bodies


def _store(draft, key):
    screening = Screening(draft).ask_before_lock()
    # A closed conversation is the first reason; the store checks it in any case.
    if screening.refusals and (refusal := draft.refusal):
        raise CannotReply(refusal)
    raise_refusals(screening)
    if screening.prepare_remote():
        # Ask the remote service only about a new form that nothing else refuses.
        if earlier := sent_before(draft, key):
            return earlier
        if refusal := draft.refusal:
            raise CannotReply(refusal)
        screening.ask_remote()

    return Comment.objects.store(
        post=draft.post,
        parent=draft.parent,
        author=draft.person,
        name=draft.name,
        email=draft.email,
        website=draft.website,
        ip=draft.ip,
        body=draft.text,
        key=key,
        screening=ScreeningUnderLock(screening),
        wants_mail=draft.wants_mail,
    )


def raise_refusals(screening: Screening) -> Screening:
    """Raise Refused if the screening refuses anything; return it otherwise."""
    if screening.refusals:
        raise Refused(screening)
    return screening


def count_refusals(screening: Screening):
    """Count a refused draft for the rules that refused it; call it outside of a transaction."""
    RefusalCount.objects.add(refusal.rule for refusal in screening.refusals)
