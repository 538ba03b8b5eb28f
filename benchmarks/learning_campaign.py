"""How much of a campaign under one post is held, from the sixth of its comments on.

Its comments come in the order of the set, and then in the other; each is rejected. The model learns
again after every fifth, from these and from all comments under other posts, with the cap of one
moderator's day. Likeness looks at the rejected ones of the campaign.
"""

from collections import Counter

from benchmarks.learning_accuracy import learn_from
from moderation.learning.learner import Example
from moderation.learning.lessons import MAX_OF_DAY
from moderation.screening.similar_to_removed import LikeRemoved
from moderation.similarity.fingerprint import Fingerprint, similarity
from moderation.similarity.search import MIN_SIMILARITY

BETWEEN_TRAININGS = 5


def measure_campaign(comments):
    """Show it for the post with the most bad comments."""
    ((post, _count),) = Counter(c.post for c in comments if c.is_bad).most_common(1)
    campaign = [c for c in comments if c.is_bad and c.post == post]
    for title, ordered in (("as they are", campaign), ("the other way", campaign[::-1])):
        figures = " / ".join(f"{100 * share:.0f}" for share in _held(comments, ordered))
        print(
            f"a campaign of {len(campaign)}, {title}: held by model / likeness / both {figures} %"
        )


def _held(comments, campaign):
    """Return which part the model holds, which likeness, and which one of them."""
    others = [c for c in comments if c.post != campaign[0].post]
    fingerprints = [Fingerprint.of(c.text) for c in campaign]
    by_model, by_likeness = [], []
    for number in range(BETWEEN_TRAININGS, len(campaign)):
        if number % BETWEEN_TRAININGS == 0:
            model, threshold = _learn(others, campaign[:number])
        by_model.append(model.score(campaign[number].features) > threshold)
        by_likeness.append(_is_alike(fingerprints[number], fingerprints[:number]))
    either = [one or other for one, other in zip(by_model, by_likeness, strict=True)]
    return [sum(held) / len(held) for held in (by_model, by_likeness, either)]


def _learn(others, rejected):
    weight = min(MAX_OF_DAY / len(rejected), 1)
    examples = [Example(c.features, c.is_bad) for c in others]
    examples += [Example(c.features, True, weight, weight) for c in rejected]
    return learn_from(examples, [c.post for c in [*others, *rejected]])


def _is_alike(fingerprint, rejected):
    """Return whether likeness holds it: it shares a band with enough of them, and enough words."""
    alike = [
        other
        for other in rejected
        if any(map(int.__eq__, fingerprint.bands, other.bands))
        and similarity(fingerprint.terms, other.terms) >= MIN_SIMILARITY
    ]
    return len(alike) >= LikeRemoved.options["comments"].default
