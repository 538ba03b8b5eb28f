"""How well screening learns, and what it costs, with comments that others have labelled.

    python -m benchmarks.learning [--youtube DIR] [--articles FILE] [--seeds 5]

`--youtube` is a folder with the CSV files of the UCI YouTube Spam Collection, or of another one of
its form; `--articles` a CSV file with the columns comment, label and articleName. Each post is
tested with a model that has seen nothing of it. Prints how many good comments were held and how
many bad ones caught, in percent, by the threshold that the product chooses itself: the middle, what
lies between a tenth and nine tenths of the runs, and the mean. Without a set it measures the cost.
"""

import argparse
import os
import random
import resource
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
django.setup()

from benchmarks import learning_over_time  # noqa: E402 (the models need the settings)
from benchmarks.comment_sets import read_articles, read_videos  # noqa: E402
from moderation.learning import thresholds  # noqa: E402
from moderation.learning.explaining import heaviest_spans  # noqa: E402
from moderation.learning.features import features_of  # noqa: E402
from moderation.learning.learner import Example, train  # noqa: E402
from moderation.learning.lessons import LONG_STANDING_WEIGHT  # noqa: E402
from tests.moderation.learning.made_comments import made_comments  # noqa: E402

SHARE = 2  # percent of good comments that may be held
# Decisions, and comments that have stood for long.
SIZES = [(200, 500), (50, 500), (800, 0)]
FALSE_DECISIONS, CAPPED_WEIGHT = 100, 0.2


def learn(comments, decided, long_standing):
    """Return the model and the threshold that these comments teach; None when too few."""
    examples = [Example(c.features, c.is_bad) for c in decided]
    examples += [Example(c.features, False, LONG_STANDING_WEIGHT) for c in long_standing]
    return learn_from(examples, [c.post for c in [*decided, *long_standing]])


def learn_from(examples, posts):
    if thresholds.missing(examples, posts, SHARE):
        return None
    scores = thresholds.out_of_fold(examples, posts)
    return train(examples), thresholds.choose(examples, scores, SHARE).value


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


def measure_false_decisions(comments, seeds):
    """Show what a moderator does who calls a hundred good comments spam within a day."""
    runs = {"without false decisions": [], "with 100 by one moderator": []}
    for post, own, seed in unseen_posts(comments, seeds):
        decided, good = chosen(comments, post, seed, 200, 600)
        true = [Example(c.features, c.is_bad) for c in decided]
        true += [Example(c.features, False, LONG_STANDING_WEIGHT) for c in good[FALSE_DECISIONS:]]
        posts = [c.post for c in [*decided, *good[FALSE_DECISIONS:]]]
        false = [
            Example(c.features, True, CAPPED_WEIGHT, CAPPED_WEIGHT) for c in good[:FALSE_DECISIONS]
        ]
        runs["without false decisions"].append(shares(learn_from(true, posts), own))
        posts = [*posts, *(c.post for c in good[:FALSE_DECISIONS])]
        runs["with 100 by one moderator"].append(shares(learn_from([*true, *false], posts), own))
    for title, each in runs.items():
        print_shares(title, each)


def measure_spans(comments, seeds):
    """Show how many holds fall below the threshold without the three marked spans."""
    without_spans, without_others, marked = [], [], []
    chance = random.Random(1)
    for post, own, seed in unseen_posts(comments, seeds):
        model, threshold = learn(comments, *chosen(comments, post, seed, 200, 500)) or (None, 0)
        for comment in own if model else ():
            if not comment.is_bad or model.score(comment.features) <= threshold:
                continue
            spans = heaviest_spans(model, comment.text, comment.links)
            places = {place for span in spans for place in range(span.start, span.end)}
            others = set(chance.sample(range(len(comment.text)), len(places)))
            marked.append(100 * len(places) / len(comment.text))
            for result, blanks in ((without_spans, places), (without_others, others)):
                text = "".join(" " if n in blanks else c for n, c in enumerate(comment.text))
                result.append(100 * (model.score(features_of(text)) <= threshold))
    print(
        f"three spans blanked: {statistics.mean(without_spans):.0f} % fall below the threshold;"
        f" as many letters at random: {statistics.mean(without_others):.0f} %"
        f" (the spans are {statistics.median(marked):.0f} % of a text)"
    )


def measure_costs():
    words = " ".join(comment.text for comment in made_comments(12, 12)).split()
    hundred, long_text = " ".join(words[:100]), (" ".join(words) + " ") * 9
    made = made_comments(1_500, 500, posts=40)
    start = time.process_time()
    examples = [Example(features_of(each.text), each.is_bad) for each in made]
    model, _ = learn_from(examples, [each.post for each in made])
    print(f"training 2,000 with five folds: {time.process_time() - start:.1f} s of CPU")
    for title, text in (("100 words", hundred), ("10,000 characters", long_text[:10_000])):
        times = [_milliseconds(model, text, n) for n in range(50)]
        print(f"scoring {title}: {describe(times)} ms of CPU")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"at most {peak:.0f} MB resident, with Django; weights {len(model.dump()) // 1024} kB")


def _milliseconds(model, text, number):
    text = text.replace("the", f"the{number}")  # words that no cache has
    start = time.process_time()
    model.score(features_of(text))
    return 1000 * (time.process_time() - start)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--youtube")
    parser.add_argument("--articles")
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    measure_costs()
    if options.youtube:
        comments = read_videos(options.youtube)
        print(f"{len(comments)} comments, {sum(c.is_bad for c in comments)} bad")
        measure_decisions(comments, options.seeds)
        measure_false_decisions(comments, options.seeds)
        measure_spans(comments, options.seeds)
        learning_over_time.measure(comments, min(options.seeds, 3), learn_from)
    if options.articles:
        comments = read_articles(options.articles)
        measure_articles(comments, options.seeds)


def measure_articles(comments, seeds):
    """Test thirds of the articles, each with a model that knows the other two."""
    runs = []
    for seed in range(seeds):
        posts = sorted({comment.post for comment in comments})
        random.Random(seed).shuffle(posts)
        for third in range(3):
            tested = set(posts[third::3])
            decided = [comment for comment in comments if comment.post not in tested]
            own = [comment for comment in comments if comment.post in tested]
            runs.append(shares(learn(comments, decided, []), own))
    print_shares(f"{len(comments)} comments on articles, by thirds", runs)


if __name__ == "__main__":
    main()
