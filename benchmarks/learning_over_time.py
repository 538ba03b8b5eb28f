"""A site over time: comments come in, some are decided on, and every so often it trains again.

Half of the spam is reported, a tenth of the good comments is looked at, and all that is held is
decided. What nobody looked at stands, and counts as good. The sweep shows a moderator the comments
that stand and look most like spam.
"""

import random
import statistics

from moderation.learning import thresholds
from moderation.learning.learner import Example
from moderation.learning.lessons import LONG_STANDING_WEIGHT

DECISIONS_BETWEEN_TRAININGS = 25
REPORTED, LOOKED_AT = 0.5, 0.1


def measure(comments, seeds, learn_from):
    for rate in (0.3, 0.05):
        for sweep in (0, 10):
            runs = [Stream(comments, rate, sweep, seed, learn_from).run() for seed in range(seeds)]
            thirds = [_means(third) for third in zip(*runs, strict=True)]
            text = " / ".join(f"{held:.1f} {caught:.0f}" for held, caught in thirds)
            print(
                f"{rate:.0%} spam, sweep of {sweep}: held and caught by thirds {text}", flush=True
            )


class Stream:
    """One run: `sweep` comments are shown after each training."""

    def __init__(self, comments, rate, sweep, seed, learn_from):
        self.sweep, self.learn_from, self.chance = sweep, learn_from, random.Random(seed)
        good = [comment for comment in comments if not comment.is_bad]
        bad = self.chance.sample(
            [comment for comment in comments if comment.is_bad], int(rate * len(good) / (1 - rate))
        )
        self.comments = [*good, *bad]
        self.chance.shuffle(self.comments)
        self.decided, self.undecided, self.learned, self.trained_at = [], [], None, 0

    def run(self):
        """Return the shares of good held and bad caught, in percent, of each third."""
        verdicts = []
        for comment in self.comments:
            is_held = self._is_held(comment)
            verdicts.append((comment.is_bad, is_held))
            is_seen = self.chance.random() < (REPORTED if comment.is_bad else LOOKED_AT)
            (self.decided if is_held or is_seen else self.undecided).append(comment)
            if len(self.decided) >= self.trained_at + DECISIONS_BETWEEN_TRAININGS:
                self._train()
        size = len(verdicts) // 3
        return [_shares(verdicts[n * size : (n + 1) * size]) for n in range(3)]

    def _is_held(self, comment):
        if self.learned is None:
            return False
        model, threshold = self.learned
        return model.score(comment.features) > threshold

    def _train(self):
        self.trained_at = len(self.decided)
        examples = [Example(c.features, c.is_bad) for c in self.decided]
        examples += [Example(c.features, False, LONG_STANDING_WEIGHT) for c in self.undecided]
        posts = [c.post for c in [*self.decided, *self.undecided]]
        self.learned = self.learn_from(examples, posts)
        if self.learned and self.sweep:
            scores = thresholds.out_of_fold(examples, posts)[len(self.decided) :]
            ranked = sorted(range(len(scores)), key=lambda n: -scores[n])[: self.sweep]
            self.decided += [self.undecided[n] for n in ranked]
            self.undecided = [c for n, c in enumerate(self.undecided) if n not in set(ranked)]
            self.trained_at += len(ranked)


def _shares(verdicts):
    held = {kind: [is_held for bad, is_held in verdicts if bad is kind] for kind in (False, True)}
    return [100 * statistics.mean(held[kind] or [0]) for kind in (False, True)]


def _means(shares):
    return [statistics.mean(figures) for figures in zip(*shares, strict=True)]
