"""Which words of a text are marked as those that weighed most."""

import pytest

from moderation.learning.explaining import MAX_SPANS, heaviest_spans
from moderation.learning.features import features_of
from moderation.learning.learner import Example, train
from tests.moderation.learning.made_comments import made_comments
from tests.moderation.learning.test_features import HOSTILE


@pytest.fixture(scope="module")
def model():
    comments = made_comments(60, 40)
    return train([Example(features_of(comment.text), comment.is_bad) for comment in comments])


def without(text, spans):
    places = {place for span in spans for place in range(span.start, span.end)}
    return "".join(" " if n in places else letter for n, letter in enumerate(text))


def test_without_the_marked_words_new_advertising_is_not_held(model):
    texts = [comment.text for comment in made_comments(0, 100, seed=3)]
    held = [text for text in texts if model.score(features_of(text)) > 0]
    fallen = [
        text
        for text in held
        if model.score(features_of(without(text, heaviest_spans(model, text, threshold=0)))) <= 0
    ]
    assert len(held) > 90 and len(fallen) > 0.8 * len(held)


def test_no_more_words_are_marked_than_it_takes(model):
    text = "I agree about the old bridge. " * 5 + "Cheap pills at our great shop and win prizes"
    low = model.score(features_of(text)) - 0.01
    few = heaviest_spans(model, text, threshold=low)
    many = heaviest_spans(model, text)
    assert len(few) == 1 and 1 <= len(many) <= MAX_SPANS
    assert sum(s.end - s.start for s in few) < sum(s.end - s.start for s in many)
    assert "bridge" not in " ".join(text[span.start : span.end] for span in many)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_spans_of_a_hostile_text_lie_inside_it_and_do_not_overlap(model, text):
    spans = sorted(heaviest_spans(model, text, ["http://hidden.example"]))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))
