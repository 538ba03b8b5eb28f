"""What is learned from examples, and how it is stored."""

import zlib
from array import array

import pytest

from moderation.learning.features import Features, features_of
from moderation.learning.learner import WEIGHT_COUNT, DamagedModel, Example, Model, train
from tests.moderation.learning.made_comments import made_comments


def examples(comments):
    return [Example(features_of(comment.text), comment.is_bad) for comment in comments]


@pytest.fixture(scope="module")
def model():
    return train(examples(made_comments(60, 40)))


def share(model, comments, threshold=0.0):
    """Return which part of the comments has a score above a threshold."""
    scores = [model.score(features_of(comment.text)) for comment in comments]
    return sum(score > threshold for score in scores) / len(scores)


def test_new_advertising_scores_high_and_new_talk_scores_low(model):
    comments = made_comments(200, 200, seed=2)
    assert share(model, [c for c in comments if c.is_bad]) > 0.95
    assert share(model, [c for c in comments if not c.is_bad]) < 0.05


def test_the_same_examples_teach_the_same_weights_to_the_last_bit(model):
    again = train(examples(made_comments(60, 40)))
    assert again.digest == model.digest == "81e81b239933974bd7a0a6eabe084a5f"
    assert again.dump() == model.dump()


def test_one_more_example_teaches_other_weights(model):
    more = [*made_comments(60, 40), *made_comments(1, 0, seed=3)]
    assert train(examples(more)).digest != model.digest


def test_an_example_of_little_weight_changes_little():
    comments = examples(made_comments(60, 40))
    text = features_of("The old bridge")
    scores = [train([*comments, Example(text, True, weight)]).score(text) for weight in (0.001, 1)]
    assert scores[0] < 0 < scores[1]


@pytest.mark.parametrize(("count", "less"), [(1, True), (0, False)], ids=["counted", "not counted"])
def test_a_word_in_many_comments_counts_for_less_than_one_in_few(count, less):
    common, rare, other = 1, 2, 3
    learned = [Example(Features([common, rare], []), True), Example(Features([other], []), False)]
    many = [Example(Features([common, other], []), False, 1e-6, count)] * 50
    weights = train(learned + many).weights
    assert (weights[common] < weights[rare] / 2) is less
    assert weights[common] > 0


def test_a_stored_model_scores_as_the_one_that_was_trained(model):
    loaded = Model.load(model.dump(), model.digest)
    assert loaded.digest == model.digest
    for comment in made_comments(5, 5, seed=4):
        assert loaded.score(features_of(comment.text)) == model.score(features_of(comment.text))


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-20],
        lambda data: b"\0" + data,
        lambda data: zlib.compress(array("f", [0.5] * WEIGHT_COUNT).tobytes()),
        lambda data: zlib.compress(zlib.decompress(data)[4:]),
        lambda data: zlib.compress(bytes(10**8)),
    ],
    ids=["empty", "cut", "not compressed", "other weights", "too short", "too long"],
)
def test_a_damaged_or_foreign_model_is_refused(model, damage):
    with pytest.raises(DamagedModel):
        Model.load(damage(model.dump()), model.digest)
