"""How the learned screening performs on a site over time, with and without its spot checks.

    python -m benchmarks.screening_stream --youtube DIR [--seeds 3] [--rate 0.3 0.05]

`--youtube` is a folder as `benchmarks.learning` takes it. Comments come in over ninety days, in a
database of its own, by the rule itself, which is on from the beginning. Half of the spam is
reported and a tenth of the good comments is looked at; what is held is decided, and with `--checks
1` so is the queue of spot checks after each training. Prints by thirds of the time how many good
comments were held and how many bad ones caught, in percent, and what an owner reads at the end.
"""

import argparse
import os
import random
import statistics
from collections import Counter
from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

import django

from benchmarks.scratch import scratch_database

REPORTED, LOOKED_AT = 0.5, 0.1
DAYS = 90
MODERATORS = 3


class Clock:
    """The time of the site, which begins in the past."""

    def __init__(self, steps):
        from django.utils import timezone

        self.moment = timezone.now() - timedelta(days=DAYS)
        self.step = timedelta(days=DAYS) / steps

    def __call__(self):
        return self.moment


class Stream:
    """One run over labelled comments; `checks` says whether moderators work through the queue."""

    def __init__(self, comments, rate, checks, seed):
        from accounts.models import User
        from tests.moderation.deciding import a_rule

        self.checks, self.chance, self.ground = checks, random.Random(seed), a_rule("spam")
        good = [comment for comment in comments if not comment.is_bad]
        bad = [comment for comment in comments if comment.is_bad]
        bad = self.chance.sample(bad, int(rate * len(good) / (1 - rate)))
        self.comments = [*good, *bad]
        self.chance.shuffle(self.comments)
        self.posts = {}  # by name
        self.moderators = [
            User.objects.create(username=f"m{n}-{seed}", display_name=f"M {n}", is_staff=True)
            for n in range(MODERATORS)
        ]
        self.is_due = False  # a training
        self.is_bad, self.counts, self.clock = {}, Counter(), Clock(len(self.comments))

    def run(self):
        """Return (is bad, is held) of each comment, in order."""
        from django.utils import timezone

        from moderation.models import Decision
        from tests.cast import a_post

        created = Decision._meta.get_field("created")
        created.__dict__.pop("_get_default", None)
        with (
            patch.object(timezone, "now", self.clock),
            patch.object(created, "default", self.clock),
        ):
            names = sorted({comment.post for comment in self.comments})
            self.posts = {name: a_post(name) for name in names}
            return [self.receive(comment) for comment in self.comments]

    def receive(self, comment):
        self.clock.moment += self.clock.step
        stored = self.store(comment)
        self.is_bad[stored.pk] = comment.is_bad
        is_held = stored.is_held
        share = REPORTED if comment.is_bad else LOOKED_AT
        if is_held or self.chance.random() < share:
            self.decide(stored)
        while self.is_due:
            self.train()
        return comment.is_bad, is_held

    def store(self, comment):
        from accounts.models import Person
        from comments import posting
        from comments.draft import Draft

        draft = Draft(
            post=self.posts[comment.post],
            parent=None,
            person=Person.objects.create(),
            name="Somebody",
            email="",
            body=comment.text,
            ip="203.0.113.9",
        )
        return posting.post(draft, uuid4())

    def decide(self, comment):
        """Decide as the label says; a training is due when the product would ask for one."""
        from moderation.models import Action, CardButton, Decision, Screener

        is_bad = self.is_bad[comment.pk]
        choice = CardButton.SPAM if is_bad else CardButton.LET_STAND
        ground = self.ground if is_bad else None
        moderator = self.chance.choice(self.moderators)
        action = choice.action_on(comment)
        decision = Decision.objects.take(Action(action), comment, by=moderator, ground=ground)
        self.counts["decisions"] += 1
        self.is_due |= Screener.objects.is_due_after(decision)

    def train(self):
        from moderation.learning.trainer import train_screener
        from moderation.models import Screener

        self.counts["trainings"] += 1
        self.is_due = False
        train_screener()
        screener = Screener.objects.of("spam")
        self.counts[screener.problem or "no problem"] += 1
        if screener.is_suspended:
            screener.resume()
        if self.checks:
            self.check()

    def check(self):
        from comments.models import Comment
        from moderation.models import SpotCheckedComment
        from moderation.queues import Queue

        for item in Queue(SpotCheckedComment).page(size=50).items:
            self.counts["spot checks"] += 1
            self.counts["spam in spot checks"] += self.is_bad[item.pk]
            self.decide(Comment.objects.get(pk=item.pk))


def shares(verdicts):
    """Return how many good ones were held and bad ones caught, in percent."""
    held = {kind: [is_held for bad, is_held in verdicts if bad is kind] for kind in (False, True)}
    return [100 * statistics.mean(held[kind] or [0]) for kind in (False, True)]


def measure(comments, rate, checks, seed):
    from django.db import transaction

    from moderation.learning import serving
    from moderation.models import Rule, Screener

    serving._cache.clear()
    with transaction.atomic():
        Rule.objects.update_or_create(code="looks_like_spam", defaults={"state": "on"})
        stream = Stream(comments, rate, checks, seed)
        verdicts = stream.run()
        trouble = Screener.objects.of("spam").trouble
        transaction.set_rollback(True)
    size = len(verdicts) // 3
    thirds = [shares(verdicts[n * size : (n + 1) * size]) for n in range(3)]
    held, caught = shares(verdicts[size:])
    by_thirds = ", ".join(f"{held:.1f} {caught:.0f}" for held, caught in thirds)
    title = "with spot checks" if checks else "without"
    print(
        f"{rate:.0%} spam, {title}, seed {seed}: held {held:.1f}, caught {caught:.0f}"
        f" in the last two thirds ({by_thirds}); {dict(stream.counts)}; at the end: {trouble}",
        flush=True,
    )
    return held, caught


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--youtube", required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--rate", type=float, nargs="*", default=[0.3, 0.05])
    parser.add_argument("--checks", type=int, nargs="*", default=[1, 0])
    options = parser.parse_args()
    with scratch_database("sqlite"):
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
        django.setup()
        from django.conf import settings

        from benchmarks.comment_sets import read_videos

        settings.COMMENT_RULES = ["moderation.screening.learned.LooksLikeSpam"]
        comments = read_videos(options.youtube)
        for rate in options.rate:
            for checks in options.checks:
                runs = [measure(comments, rate, checks, seed) for seed in range(options.seeds)]
                held, caught = map(statistics.mean, zip(*runs, strict=True))
                print(f"mean: held {held:.1f}, caught {caught:.0f}", flush=True)


if __name__ == "__main__":
    main()
