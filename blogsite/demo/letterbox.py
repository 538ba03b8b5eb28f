"""What came in for the sample's moderators: comments that wait, and reports, by their own doors;
and what its editor has picked.
"""

import json
from contextlib import suppress
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from comments import posting
from comments.models import CannotReply, Comment, InvalidTransition, Person
from comments.screening import Draft
from moderation.models import Action, CannotReport, Decision, Report
from posts.models import Post

LETTERBOX = settings.BASE_DIR / "fixtures" / "letterbox.json"


def fill_queues(origin: str):
    """Hand in, once, what the sample's readers wrote; `origin` is how those of its rows begin."""
    letters = json.loads(LETTERBOX.read_text())
    for letter in letters["comments"]:
        with suppress(posting.Refused, CannotReply):  # a moderator has banned or closed since
            _write(origin, **letter)
    for letter in letters["reports"]:
        with suppress(CannotReport):
            _report(origin, **letter)
    for comment in letters["picks"]:
        with suppress(InvalidTransition):
            _pick(origin, comment)


def _write(origin, post, body, **sender):
    key = _key(body)
    post = Post.objects.filter(origin__startswith=origin, slug=post).first()
    if post is None or Comment.objects.filter(key=key).exists():
        return
    posting.post(Draft(post=post, person=Person(key=key), body=body, **sender), key)


def _report(origin, comment, address, **report):
    key = _key(f"{comment} {address}")
    comment = Comment.objects.filter(origin=f"{origin}{comment}").first()
    if comment is None or Report.objects.filter(by__key=key).exists():
        return
    Report.objects.receive(comment, by=Person(key=key), address=address, **report)


def _pick(origin, comment):
    comment = Comment.objects.filter(origin=f"{origin}{comment}").first()
    if comment and not comment.decisions.filter(action=Action.PICK).exists():
        Decision.objects.take(Action.PICK, on=comment, by=None, source=Decision.Source.OWN)


def _key(said):
    """The same each time, so that nothing is handed in twice."""
    return uuid5(NAMESPACE_URL, f"https://soundoff.example/letterbox/{said}")
