"""The person a program acts for: one of its own people, who is a guest here.

A program names the person by an id of its own. The guest's key is derived from that id and a secret
of the token, so that two programs, or an e-mail address, never lead to the same person. The id is
not stored.
"""

from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from uuid import uuid5

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.limits import MINUTE, RateLimit, RateLimitExceeded
from accounts.models import AccountClosed, Person
from accounts.networks import parse_ip
from blogsite.api.problems import Problem
from blogsite.models.api_token import APIToken
from comments.models import CannotRecommend, CannotReply, EditedTooOften, InvalidTransition
from comments.nudging import NudgeRequired
from comments.posting import KeyReused, Refused
from moderation.models import AlreadyDecided, CannotReport, NeedsGround, NotForYou, Outdated

# Less than the token's own limit, so that one of a program's people leaves enough for the others.
ONE_PERSON = RateLimit(
    "api_person",
    seconds=MINUTE,
    per_person=30,
    per_network=120,
    per_wide_network=240,
)


@dataclass
class Actor:
    """One of a token's people, from the member `author` of a body."""

    token: APIToken
    author: dict

    @classmethod
    def of(cls, request, sent) -> "Actor":
        """Return the acting person, within their limit. Raises Problem, RateLimitExceeded."""
        actor = cls(request.token, sent["author"])
        ONE_PERSON.check(**actor.rate_limit_identity)
        return actor

    @cached_property
    def person(self) -> Person:
        """The guest, who is not stored before their first act."""
        return Person.objects.guests().filter(key=self.key).first() or Person(key=self.key)

    def look_again(self):
        """Look the guest up once more: another request may have stored them."""
        vars(self).pop("person", None)

    @property
    def key(self):
        return uuid5(self.token.people, self.author["id"])

    @cached_property
    def ip(self) -> str | None:
        if not (text := self.author.get("ip")):
            return None
        try:
            return str(parse_ip(text))
        except ValueError:
            sentence = gettext("“%(name)s” is no IP address.") % {"name": "author.ip"}
            raise Problem(400, sentence, parameter="author.ip") from None

    @property
    def rate_limit_identity(self) -> dict:
        """Return the arguments for `RateLimit.take`."""
        return {"person": f"guest {self.key}", "ip": self.ip}


NOT_YOURS = _("This comment was written by somebody else.")


@contextmanager
def refusing(text: str | None = None):
    """Turn refusals by the site's forms and checks into problems; `text` is sent back with them."""
    try:
        yield
    except Problem as problem:
        raise _with_text(problem, text) from None
    except tuple(PROBLEMS) as refusal:
        raise _with_text(problem_of(refusal), text) from refusal


def problem_of(refusal) -> Problem:
    """Return the problem for an exception."""
    for kind, make_problem in PROBLEMS.items():
        if isinstance(refusal, kind):
            return make_problem(refusal)
    raise refusal


def _too_often(refusal):
    return Problem(429, str(refusal), retry_after=refusal.seconds)


def _forbidden(refusal):
    return Problem(403, str(refusal))


def _overtaken(refusal):
    return Problem(409, str(refusal))


def _of_rules(refused) -> Problem:
    """Return the problem with all reasons why rules refuse a draft, as in the form."""
    screening = refused.screening
    duplicates = [refusal for refusal in screening.refusals if refusal.duplicate_of]
    refusals = duplicates or screening.refusals
    wait = 0 if duplicates else screening.retry_after
    reasons = [str(refusal.reason) for refusal in refusals]
    members = {"reasons": reasons} if len(reasons) > 1 else {}
    if duplicates:
        members |= _seen(duplicates[0].duplicate_of)
    return Problem(429 if wait else 422, reasons[0], retry_after=wait, **members)


def _seen(comment) -> dict:
    """Return the member that names a comment, if readers see it."""
    return {"comment": comment.pk} if comment.is_published else {}


def _with_text(problem, text):
    if text is not None:
        problem.members["text"] = text
    return problem


# By exception; the first match counts, so a subclass comes before its parent.
PROBLEMS = {
    RateLimitExceeded: _too_often,
    EditedTooOften: _too_often,
    Refused: _of_rules,
    KeyReused: lambda reused: Problem(
        409, str(reused), parameter="Idempotency-Key", **_seen(reused.comment)
    ),
    NudgeRequired: lambda nudged: Problem(422, str(nudged), parameter="nudged"),
    AlreadyDecided: lambda late: Problem(409, str(late), decision=late.decision.pk),
    Outdated: _overtaken,
    InvalidTransition: _overtaken,
    CannotReply: _overtaken,
    NeedsGround: lambda missing: Problem(400, str(missing), parameter="rule"),
    ValidationError: lambda invalid: Problem(400, " ".join(invalid.messages)),
    AccountClosed: _forbidden,
    CannotRecommend: _forbidden,
    CannotReport: _forbidden,
    NotForYou: _forbidden,
}
