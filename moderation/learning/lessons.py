"""The examples for the model of a house rule: decisions in force, and comments published for long.

Only moderators' decisions count: the last one in force on a comment. Automatic decisions, reports
and bans do not, nor do undone or overturned decisions, nor decisions of one moderator that
contradict those of all others. The weight of one moderator's day, of one batch, and of a campaign
of similar comments is limited.
"""

from collections import Counter
from datetime import timedelta
from itertools import islice
from typing import NamedTuple

from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import Person
from comments.models import Addition, Comment
from moderation.learning.agreement import Decided, contradicting
from moderation.learning.campaigns import campaigns
from moderation.learning.features import features_of, tokens_of
from moderation.learning.learner import Example
from moderation.models import Ban, Decision, Report
from moderation.models.acts import CLEARING_ACTIONS, REMOVAL_ACTIONS
from moderation.screening.texts import links_in
from moderation.similarity.fingerprint import Fingerprint

LONG_STANDING = timedelta(days=7)
LONG_STANDING_WEIGHT = 0.3
# The largest weight of a group, in decisions.
MAX_OF_DAY = MAX_OF_BATCH = 20
MAX_OF_CAMPAIGN = 5
CHUNK_SIZE = 200  # comments in one query


class Lesson(NamedTuple):
    """A comment, and what is learned from it."""

    comment_id: int
    post_id: int
    author_id: int
    is_decided: bool  # by a moderator; the others were published for long
    text: str
    example: Example
    fingerprint: Fingerprint

    @property
    def words(self) -> frozenset[str]:
        return frozenset(token.word for token in tokens_of(self.text))


class _Choice(NamedTuple):
    """A moderator's decision on a comment."""

    comment_id: int
    is_bad: bool
    created: object
    by_id: int
    batch_id: int | None


class Most(NamedTuple):
    """The largest numbers of lessons: of decisions, and of comments that nobody decided on."""

    decisions: int
    long_standing: int


MOST = Most(10_000, 5_000)
# A trial of 100,000 comments learns five models from these, within a minute.
FOR_TRIALS = Most(2_000, 1_200)


class Lessons(NamedTuple):
    """The lessons for a model, in a fixed order, and the number of decisions that were left out
    because they contradict those of all other moderators.
    """

    lessons: list[Lesson]
    left_out: int


def lessons_for(ground: str, most: Most = MOST) -> list[Lesson]:
    """Return the lessons for a model, in a fixed order; `ground` is the code of its house rule."""
    return read_lessons(ground, most).lessons


def read_lessons(ground: str, most: Most = MOST) -> Lessons:
    """Return the same, with the number of decisions that were left out."""
    decided = [*_decided(ground, most.decisions)]
    long_standing = [*lessons_of(_long_standing(most.long_standing))]
    left_out = _contradicting(decided, long_standing)
    decided = [pair for position, pair in enumerate(decided) if position not in left_out]
    lessons = _capped(decided) + long_standing
    return Lessons(_with_caps(lessons, _campaigns_of(lessons), MAX_OF_CAMPAIGN), len(left_out))


def text_and_links(comment) -> tuple[str, list[str]]:
    """Return the visible part of a comment's texts, and their links; its additions are fetched."""
    links = [link for text in comment.texts for link in links_in(text.body_html)]
    return "\n".join(text.text.visible for text in comment.texts), links


def long_standing_comments():
    """Return the comments published for long: no moderator has decided on them, nobody has reported
    them, and no moderator's act is a reason to suspect their author.
    """
    banned = Ban.objects.running().exclude(person=None).values("person__joined_to", "person")
    people = {pk for row in banned for pk in row.values() if pk}
    decisions = Decision.objects.verdicts().effective().filter(comment=OuterRef("pk"))
    return (
        Comment.objects.published()
        .filter(published_at__lte=timezone.now() - LONG_STANDING, origin=None, erased=None)
        .exclude(Exists(decisions))
        .exclude(Exists(Report.objects.filter(comment=OuterRef("pk"))))
        .exclude(author__in=Person.objects.same_as(people).values("pk"))
        .exclude(author__user__is_staff=True)
    )


def _long_standing(most):
    newest = long_standing_comments().order_by("-pk").values_list("pk", flat=True)
    return {pk: None for pk in sorted(newest[:most])}


def _decided(ground, most):
    """Yield pairs of a lesson and the decision, in the order of the comments."""
    choices = {choice.comment_id: choice for choice in islice(_choices(ground), most)}
    for lesson in lessons_of(dict(sorted(choices.items()))):
        yield lesson, choices[lesson.comment_id]


def _choices(ground):
    """Yield moderators' decisions on comments, for or against this ground, newest first."""
    columns = ("comment_id", "action", "created", "by_id", "batch_id", "house_rule__rule__code")
    verdicts = Decision.objects.verdicts().effective().order_by("-pk").values_list(*columns)
    comments = set()
    for comment_id, action, created, by_id, batch_id, code in verdicts.iterator(CHUNK_SIZE):
        is_bad = action in REMOVAL_ACTIONS and code == ground
        is_lesson = by_id and (is_bad or action in CLEARING_ACTIONS)
        if is_lesson and comment_id not in comments:
            yield _Choice(comment_id, is_bad, created, by_id, batch_id)
        comments.add(comment_id)


def lessons_of(choices):
    """Yield the lessons of comments, by decision; None: without one.

    A text that its author has changed after the decision does not count.
    """
    keys = list(choices)
    for start in range(0, len(keys), CHUNK_SIZE):
        comments = Comment.objects.filter(pk__in=keys[start : start + CHUNK_SIZE], erased=None)
        comments = list(comments.exclude(status=Comment.Status.WITHDRAWN).order_by("pk"))
        Addition.objects.fetch_for(comments)
        for comment in comments:
            choice = choices[comment.pk]
            if choice and comment.last_change and comment.last_change > choice.created:
                continue
            yield _lesson(comment, choice)


def _lesson(comment, choice):
    text, links = text_and_links(comment)
    is_bad, weight = (choice.is_bad, 1.0) if choice else (False, LONG_STANDING_WEIGHT)
    example = Example(features_of(text, links), is_bad, weight)
    ids = (comment.pk, comment.post_id, comment.author_id)
    return Lesson(*ids, bool(choice), text, example, Fingerprint.packed(text))


def _contradicting(decided, long_standing):
    alike = campaigns([lesson.fingerprint for lesson, _ in decided])
    decisions = [
        Decided(lesson.example, choice.by_id, choice.created.date(), first)
        for (lesson, choice), first in zip(decided, alike, strict=True)
    ]
    return contradicting(decisions, [lesson.example for lesson in long_standing])


def _capped(decided):
    """Return the lessons of decisions, with limited weights of days and batches."""
    lessons = [lesson for lesson, _ in decided]
    days = [(choice.by_id, choice.created.date(), choice.is_bad) for _, choice in decided]
    batches = [choice.batch_id for _, choice in decided]
    lessons = _with_caps(lessons, batches, MAX_OF_BATCH)
    return _with_caps(lessons, days, MAX_OF_DAY)


def _campaigns_of(lessons):
    firsts = campaigns([lesson.fingerprint for lesson in lessons])
    return [
        (first, lesson.example.is_bad, lesson.is_decided)
        for first, lesson in zip(firsts, lessons, strict=True)
    ]


def _with_caps(lessons, groups, most):
    """Return the lessons, so that those of a group weigh at most `most`; None is no group."""
    totals = Counter()
    for lesson, group in zip(lessons, groups, strict=True):
        totals[group] += lesson.example.count
    return [
        lesson if group is None else _weakened(lesson, min(most / totals[group], 1))
        for lesson, group in zip(lessons, groups, strict=True)
    ]


def _weakened(lesson, part):
    if part == 1:
        return lesson
    example = lesson.example
    example = example._replace(weight=example.weight * part, count=example.count * part)
    return lesson._replace(example=example)
