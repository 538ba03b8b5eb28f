"""A linear model: a support vector machine with squared hinge loss, by dual coordinate descent.

The same examples in the same order give exactly the same weights on every version of Python: the
order of the steps comes from a seed, and `fsum` rounds once (`sum` has changed in 3.12).
"""

import hashlib
import math
import sys
import zlib
from array import array
from itertools import chain
from random import Random
from typing import NamedTuple

from moderation.learning.features import FEATURE_COUNT, Features

# The cost of an error, relative to the size of the weights.
COST = 1.0
# Training ends when no step would change more than this, or after this many passes.
TOLERANCE = 0.05
MAX_PASSES = 60
SEED = 1
# Lengths of the feature vectors: words and pairs, and character n-grams.
GROUP_SIZES = (2.0, 1.0)
# In training, the value of a feature is multiplied by its inverse document frequency, divided by
# this: rare words say more than common ones. One in a third of the examples stays as it is.
COMMON_FREQUENCY = 2.0
# Logarithms are rounded to this, because their last bit differs between systems.
PRECISION = 6  # digits
WEIGHT_COUNT = FEATURE_COUNT + 1  # the last one is the bias
WEIGHT_BYTES = 4


class DamagedModel(ValueError):
    """These bytes are not weights of this program."""


class Example(NamedTuple):
    """A training example: its features, the decision, and its weight.

    `count` is its weight for the threshold, where a comment that was published for long is a whole
    one.
    """

    features: Features
    is_bad: bool
    weight: float = 1.0
    count: float = 1.0


class Model:
    """The weights of the features. A text with a high score looks bad."""

    def __init__(self, weights: array):
        self.weights = weights

    def score(self, features: Features) -> float:
        """Return the score of a text; learned examples are around 1 if bad, -1 if good."""
        weight = self.weights.__getitem__
        return math.fsum(
            scale * math.fsum(map(weight, numbers))
            for scale, numbers in zip(scales_of(features), features, strict=True)
        ) + weight(FEATURE_COUNT)

    @property
    def digest(self) -> str:
        """Return a hash of the weights; equal models have the same."""
        return hashlib.blake2b(self._bytes, digest_size=16).hexdigest()

    def dump(self) -> bytes:
        """Return the weights as bytes."""
        return zlib.compress(self._bytes)

    @classmethod
    def load(cls, data: bytes, digest: str) -> "Model":
        """Return the model stored as `data`. Raises DamagedModel."""
        size = WEIGHT_COUNT * WEIGHT_BYTES
        try:
            raw = zlib.decompressobj().decompress(data, size + 1)
        except zlib.error as error:
            raise DamagedModel(str(error)) from error
        if len(raw) != size:
            raise DamagedModel(f"{len(raw)} bytes instead of {size}")
        model = cls(_little_endian(array("f", raw)))
        if model.digest != digest:
            raise DamagedModel("the digest is another one")
        return model

    @property
    def _bytes(self):
        return _little_endian(array("f", self.weights)).tobytes()


def _little_endian(numbers):
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def scales_of(features: Features) -> tuple[float, float]:
    """Return the value of each word, and of each n-gram, so that long texts weigh no more."""
    return tuple(
        size / math.sqrt(len(numbers)) if numbers else 0.0
        for size, numbers in zip(GROUP_SIZES, features, strict=True)
    )


def train(examples) -> Model:
    """Return the model learned from these examples; both kinds must be among them."""
    return TrainingSet(examples).train()


class TrainingSet:
    """Prepared examples, to learn from all of them or from a part.

    Features are renumbered here, so that training works on a short array.
    """

    def __init__(self, examples):
        self.examples = list(examples)
        self._numbers = {}  # by feature, in the order of the numbers
        self._rows = [self._row(example.features) for example in self.examples]

    def train(self, positions=None) -> Model:
        """Return the model learned from the examples at these positions; None: all."""
        positions = range(len(self.examples)) if positions is None else positions
        chosen = [self.examples[position] for position in positions]
        descent = _Descent(
            [self._rows[position] for position in positions],
            [1 if example.is_bad else -1 for example in chosen],
            _costs(chosen),
            self._squares(positions),
        )
        weights = array("f", bytes(WEIGHT_COUNT * WEIGHT_BYTES))
        for feature, weight in zip(self._numbers, descent.weights, strict=True):
            weights[feature] = weight
        weights[FEATURE_COUNT] = descent.bias
        return Model(weights)

    def _squares(self, positions):
        """Return the squared factor of each feature in the examples at these positions."""
        totals, every = array("d", [0.0]) * len(self._numbers), 0.0
        for position in positions:
            words, pieces, *_ = self._rows[position]
            amount = self.examples[position].count
            every += amount
            for number in chain(words, pieces):
                totals[number] += amount
        frequencies = (1 + math.log((every + 1) / (total + 1)) for total in totals)
        return array("d", (round(each / COMMON_FREQUENCY, PRECISION) ** 2 for each in frequencies))

    def _row(self, features):
        numbers = self._numbers
        for feature in chain(*features):
            numbers.setdefault(feature, len(numbers))
        groups = (array("I", map(numbers.__getitem__, group)) for group in features)
        return (*groups, *scales_of(features))


def _costs(examples):
    """Return the cost of an error in each example: both kinds weigh the same in total."""
    totals = {
        kind: math.fsum(each.weight for each in examples if each.is_bad is kind)
        for kind in (True, False)
    }
    both = totals[True] + totals[False]
    return [COST * each.weight * both / (2 * totals[each.is_bad]) for each in examples]


class _Descent:
    """One training: each step reduces the error of one example as far as that is worth it.

    `squares` are the squared factors of the features; the weights already contain the factors, so
    that a score needs none.
    """

    def __init__(self, rows, signs, costs, squares):
        self.weights, self.bias = array("d", [0.0]) * len(squares), 0.0
        self._rows, self._signs, self._squares = rows, signs, squares
        self._slacks = [1 / (2 * cost) for cost in costs]
        self._norms = [self._norm(row) for row in rows]
        self._alphas = [0.0] * len(rows)
        self._run()

    def _norm(self, row):
        words, pieces, words_scale, pieces_scale = row
        square = self._squares.__getitem__
        return (
            1
            + words_scale * words_scale * math.fsum(map(square, words))
            + pieces_scale * pieces_scale * math.fsum(map(square, pieces))
        )

    def _run(self):
        order, chance = list(range(len(self._rows))), Random(SEED)  # noqa: S311 (no secret)
        for _ in range(MAX_PASSES):
            chance.shuffle(order)
            if max(map(self._step, order)) < TOLERANCE:
                return

    def _step(self, position):
        """Improve the weights for one example; return its distance from the optimum before."""
        words, pieces, words_scale, pieces_scale = self._rows[position]
        weight, sign, alpha = (
            self.weights.__getitem__,
            self._signs[position],
            self._alphas[position],
        )
        score = (
            words_scale * math.fsum(map(weight, words))
            + pieces_scale * math.fsum(map(weight, pieces))
            + self.bias
        )
        gradient = sign * score - 1 + self._slacks[position] * alpha
        if alpha == 0 and gradient >= 0:
            return 0.0
        change = gradient / (self._norms[position] + self._slacks[position])
        self._alphas[position] = max(alpha - change, 0.0)
        self._add(self._rows[position], (self._alphas[position] - alpha) * sign)
        return abs(gradient)

    def _add(self, row, amount):
        words, pieces, words_scale, pieces_scale = row
        weights, squares = self.weights, self._squares
        for numbers, part in ((words, amount * words_scale), (pieces, amount * pieces_scale)):
            for number in numbers:
                weights[number] += part * squares[number]
        self.bias += amount
