"""The time to learn, and to score a text."""

import resource
import time

from benchmarks.learning_accuracy import describe, learn_from
from moderation.learning.features import features_of
from moderation.learning.learner import Example
from tests.moderation.learning.made_comments import made_comments


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
