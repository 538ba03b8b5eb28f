"""How much worse the learned screening gets through a moderator whose decisions are wrong."""

import random
from collections import Counter, defaultdict
from functools import lru_cache

from benchmarks.learning_accuracy import chosen, learn_from, print_shares, shares, unseen_posts
from moderation.learning.agreement import Decided, contradicting
from moderation.learning.campaigns import campaigns
from moderation.learning.learner import Example
from moderation.learning.lessons import LONG_STANDING_WEIGHT, MAX_OF_DAY
from moderation.similarity.fingerprint import Fingerprint

FALSE_DECISIONS = 100
_fingerprint = lru_cache(maxsize=4_000)(Fingerprint.of)
MODERATORS, DAYS = 3, 5  # that share the true decisions


def measure_false_decisions(comments, seeds):
    """Show what a moderator does who calls a hundred good comments spam: one of no other
    decisions, within a day or five, or one of those who took the true decisions; and what one does
    who approves a hundred bad ones.
    """
    runs = defaultdict(list)
    for post, own, seed in unseen_posts(comments, seeds):
        decided, good = chosen(comments, post, seed, 200, 500 + FALSE_DECISIONS)
        good, undisputed = good[:FALSE_DECISIONS], good[FALSE_DECISIONS:]
        chance = random.Random(seed)
        true = [
            (comment, comment.is_bad, chance.randrange(MODERATORS), chance.randrange(DAYS))
            for comment in decided
        ]
        bad = [c for c in comments if c.is_bad and c.post != post and c not in decided]
        false = {
            "without false decisions": [],
            "with 100 removals by one moderator in a day": [(c, True, "x", 9) for c in good],
            "the same in five days": [(c, True, "x", n % 5) for n, c in enumerate(good)],
            "the same by one of the others": [(c, True, 0, 9) for c in good],
            "with 100 approvals by one moderator": [
                (c, False, "x", 9) for c in chance.sample(bad, min(FALSE_DECISIONS, len(bad)))
            ],
        }
        for title, decisions in false.items():
            runs[title].append(shares(_learn_from_people(true + decisions, undisputed), own))
    for title, each in runs.items():
        print_shares(title, each)


def _learn_from_people(decisions, undisputed):
    """Learn as lessons.py does: from decisions that do not contradict, with the cap of a day."""
    undecided = [Example(c.features, False, LONG_STANDING_WEIGHT) for c in undisputed]
    alike = campaigns([_fingerprint(comment.text) for comment, *_ in decisions])
    decided = [
        Decided(Example(comment.features, is_bad), by, day, first)
        for (comment, is_bad, by, day), first in zip(decisions, alike, strict=True)
    ]
    left_out = contradicting(decided, undecided)
    used = [n for n in range(len(decided)) if n not in left_out]
    days = Counter((decided[n].by, decided[n].day, decided[n].example.is_bad) for n in used)
    examples = []
    for n in used:
        example, by, day, _ = decided[n]
        weight = min(MAX_OF_DAY / days[by, day, example.is_bad], 1)
        examples.append(example._replace(weight=weight, count=weight))
    posts = [decisions[n][0].post for n in used] + [comment.post for comment in undisputed]
    return learn_from(examples + undecided, posts)
