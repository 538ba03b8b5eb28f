"""How many good and bad comments on unseen posts the learned screening holds."""

import random
import statistics

from moderation.learning import thresholds
from moderation.learning.learner import Example, train
from moderation.learning.lessons import LONG_STANDING_WEIGHT

SHARE = 2  # percent of good comments that may be held
# Decisions, and comments that have stood for long.
SIZES = [(200, 500), (50, 500), (800, 0)]


def learn(comments, decided, long_standing):
    """Return the model and the threshold learned from these comments; None with too few."""
    examples = [Example(c.features, c.is_bad) for c in decided]
    examples += [Example(c.features, False, LONG_STANDING_WEIGHT) for c in long_standing]
    return learn_from(examples, [c.post for c in [*decided, *long_standing]])


def learn_from(examples, posts):
    if thresholds.missing(examples, posts, SHARE):
        return None
    scores = thresholds.out_of_fold(examples, posts)
    return train(examples), thresholds.choose(examples, posts, scores, SHARE).value


def chosen(comments, post, seed, decisions, undecided):
    """Return comments of other posts that were decided on, and good ones that stand."""
    others = [comment for comment in comments if comment.post != post]
    random.Random(seed).shuffle(others)
    good = [comment for comment in others[decisions:] if not comment.is_bad]
    return others[:decisions], good[:undecided]


def shares(learned, comments):
    """Return how many good comments are held and bad ones caught, in percent."""
    if learned is None:
        return 0.0, 0.0
    model, threshold = learned
    above = {True: [], False: []}
    for comment in comments:
        above[comment.is_bad].append(model.score(comment.features) > threshold)
    return tuple(100 * statistics.mean(above[kind]) for kind in (False, True))


def unseen_posts(comments, seeds, least=1):
    """Yield each post with its comments, as often as there are seeds."""
    for post in sorted({comment.post for comment in comments}):
        own = [comment for comment in comments if comment.post == post]
        if min(sum(c.is_bad for c in own), sum(not c.is_bad for c in own)) >= least:
            yield from ((post, own, seed) for seed in range(seeds))


def describe(values) -> str:
    ordered, tenth = sorted(values), len(values) // 10
    middle, mean = statistics.median(ordered), statistics.mean(ordered)
    return f"{middle:5.1f} [{ordered[tenth]:.0f}-{ordered[-1 - tenth]:.0f}] mean {mean:.1f}"


def print_shares(title, runs):
    held, caught = zip(*runs, strict=True)
    print(f"{title:44} held {describe(held)}   caught {describe(caught)}", flush=True)


def measure_decisions(comments, seeds):
    for decisions, undecided in SIZES:
        runs = [
            shares(learn(comments, *chosen(comments, post, seed, decisions, undecided)), own)
            for post, own, seed in unseen_posts(comments, seeds)
        ]
        print_shares(f"{decisions} decisions and {undecided} undisputed", runs)


def measure_articles(comments, seeds):
    """Test thirds of the articles, each with a model that knows the other two: by the threshold
    that is chosen, and by the one that would hold as many good ones of this third as are allowed.
    """
    runs, best = [], []
    for seed in range(seeds):
        posts = sorted({comment.post for comment in comments})
        random.Random(seed).shuffle(posts)
        for third in range(3):
            tested = set(posts[third::3])
            decided = [comment for comment in comments if comment.post not in tested]
            own = [comment for comment in comments if comment.post in tested]
            learned = learn(comments, decided, [])
            runs.append(shares(learned, own))
            best.append(shares(_with_best_threshold(learned, decided, own), own))
    print_shares(f"{len(comments)} comments on articles, by thirds", runs)
    print_shares("the same, threshold read off the tested third", best)


def _with_best_threshold(learned, decided, own):
    model = learned[0] if learned else train([Example(c.features, c.is_bad) for c in decided])
    good = sorted((model.score(c.features) for c in own if not c.is_bad), reverse=True)
    return model, good[int(SHARE / 100 * len(good))]
