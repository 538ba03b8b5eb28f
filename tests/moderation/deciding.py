"""Moderators' acts for tests: grounds, decisions, comments in a status, reports by readers."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import Person
from comments.models import Comment
from moderation.models import Action, AuthorWarning, Ban, CardButton, Decision, HouseRule, Report
from tests.cast import a_comment, a_post, account

S = Comment.Status
WAYS = {
    S.PUBLISHED: (S.PUBLISHED, []),
    S.HELD: (S.HELD, []),
    S.REJECTED: (S.HELD, ["reject"]),
    S.REMOVED: (S.PUBLISHED, ["remove"]),
    S.WITHDRAWN: (S.PUBLISHED, ["withdraw"]),
}


def a_rule(code="harassment"):
    """Return the words in force of a house rule."""
    return HouseRule.objects.version(code)


def a_comment_that_is(status, post=None, **details):
    """Return a comment in a status, brought there by its own verbs."""
    first, verbs = WAYS[status]
    comment = a_comment(post or a_post(), status=first, **details)
    for verb in verbs:
        getattr(comment, verb)()
    return comment


def decide(action, comment, *, by, ground=None, **details):
    """Return a decision of any kind on a comment, as the desk takes it."""
    if action == Action.WARN:
        return AuthorWarning.objects.issue(comment, by=by, ground=ground, **details).decision
    if action == Action.BAN:
        author = comment.author
        ban = Ban.objects.impose(about=comment, person=author, by=by, ground=ground, **details)
        return ban.decision
    if action in CardButton:
        comment.refresh_from_db()  # as the desk reads it for each request
        choice = CardButton(action)
        action, ground = choice.action_on(comment), choice.ground(ground)
    return Decision.objects.take(action, comment, by=by, ground=ground, **details)


def a_reader(name="rosa"):
    """Return the person of a reader's account."""
    return Person.objects.of(account(name))


def a_report(comment, by="rosa", reason="harassment", *, minutes_ago=0, **details):
    """Return a report of a comment by the reader of that name, filed some minutes ago."""
    person = by if isinstance(by, Person) else a_reader(by)
    report = Report.objects.file(comment, by=person, reason=reason, **details)
    if minutes_ago:
        filed = timezone.now() - timedelta(minutes=minutes_ago)
        Report.objects.filter(pk=report.pk).update(created=filed)
    return report
