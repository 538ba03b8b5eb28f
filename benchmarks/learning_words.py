"""Whether the words that are marked in a held comment are the reason for its score."""

import random
import statistics

from benchmarks.learning_accuracy import chosen, learn, unseen_posts
from moderation.learning.explaining import heaviest_spans
from moderation.learning.features import features_of


def measure_spans(comments, seeds):
    """Show how many holds fall below the threshold without the three marked spans."""
    without_spans, without_others, marked = [], [], []
    chance = random.Random(1)
    for post, own, seed in unseen_posts(comments, seeds):
        model, threshold = learn(comments, *chosen(comments, post, seed, 200, 500)) or (None, 0)
        for comment in own if model else ():
            if not comment.is_bad or model.score(comment.features) <= threshold:
                continue
            spans = heaviest_spans(model, comment.text, comment.links, threshold)
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
