"""Fill the sample's queues with held comments and reports; add picks, and comments similar to some
decided ones.

Comments and reports are checked and stored like those of real readers.
"""

import json
from contextlib import suppress
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings

from accounts.models import Person, User
from comments import posting
from comments.draft import Draft
from comments.models import CannotReply, Comment, InvalidTransition
from moderation.models import Action, CannotReport, CardButton, Decision, Report
from moderation.similarity.filling import fill
from posts.models import Post

MODERATOR = "mona"  # takes the decisions, if the account exists
LETTERBOX_FILE = settings.BASE_DIR / "fixtures" / "letterbox.json"


def fill_queues(origin: str):
    """Store the missing comments, reports and picks of readers.

    `origin` is the prefix of the origins of the sample's posts and comments.
    """
    items = json.loads(LETTERBOX_FILE.read_text())
    for item in items["comments"]:
        with suppress(posting.Refused, CannotReply):  # banned or closed by a moderator since
            _write(origin, **item)
    for item in items["reports"]:
        with suppress(CannotReport):
            _report(origin, **item)
    for comment in items["picks"]:
        with suppress(InvalidTransition):
            _pick(origin, comment)
    if moderator := User.objects.filter(username=MODERATOR).first():
        for item in items["moderated"]:
            with suppress(posting.Refused, CannotReply, InvalidTransition):
                _moderate(origin, moderator, **item)
    list(fill())


def _moderate(origin, moderator, *, choice, **comment):
    """Store a missing comment, and decide on it, unless the choice is ""."""
    comment = _write(origin, **comment)
    if comment and choice:
        choice = CardButton(choice)
        ground = choice.ground(None)
        Decision.objects.take(choice.action_on(comment), comment, by=moderator, ground=ground)


def _write(origin, post, body, by_author=False, **details):
    """Write and return a comment; None if it exists already."""
    key = _key(body)
    post = Post.objects.filter(origin__startswith=origin, slug=post).first()
    if post is None or Comment.objects.filter(key=key).exists():
        return None
    person = Person(key=key)
    if by_author:
        person, details["name"] = Person.objects.of(post.author), str(post.author)
    return posting.post(Draft(post=post, person=person, body=body, **details), key)


def _report(origin, comment, ip, **report):
    key = _key(f"{comment} {ip}")
    comment = Comment.objects.filter(origin=f"{origin}{comment}").first()
    if comment is None or Report.objects.filter(by__key=key).exists():
        return
    Report.objects.receive(comment, by=Person(key=key), ip=ip, **report)


def _pick(origin, comment):
    comment = Comment.objects.filter(origin=f"{origin}{comment}").first()
    if comment and not comment.decisions.filter(action=Action.PICK).exists():
        Decision.objects.take(Action.PICK, comment, by=comment.post.author)


def _key(text):
    """Return a key derived from the text, so that nothing is stored twice."""
    return uuid5(NAMESPACE_URL, f"https://soundoff.example/letterbox/{text}")
