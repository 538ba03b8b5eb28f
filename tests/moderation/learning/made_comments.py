"""Made-up comments, good ones and advertising, for tests of screening that learns.

Both are put together from phrases by chance from a seed, so that no two are quite alike.
"""

from random import Random
from typing import NamedTuple

GOOD = [
    ["I agree about", "Thank you for", "I am not sure about", "My neighbour told me of"],
    ["the old bridge", "the second chapter", "your recipe", "the trams", "that long winter"],
    ["because", "although", "and yet", "but"],
    ["my father worked there", "we tried it twice", "nobody asked the drivers", "it was colder"],
    ["in 1987.", "last summer.", "for a week!", "when I was young.", "if I remember it right."],
]
BAD = [
    ["CHECK OUT", "Please visit", "Cheap pills at", "Earn money from home with", "Subscribe to"],
    ["my channel", "our great shop", "this amazing offer", "the best casino", "my new page"],
    ["and win", "and get free", "to earn", "for quick"],
    ["followers", "cash", "prizes", "watches", "loans"],
    ["today!!!", "http://deals.example/{n}", "www.shop{n}.example now", "only this week"],
]


class Made(NamedTuple):
    """A made-up comment: its text, whether it is advertising, and under which post it stands."""

    text: str
    is_bad: bool
    post: int


def made_comments(
    good: int, bad: int, *, posts: int = 8, seed: int = 1, noise: float = 0
) -> list[Made]:
    """Return good and bad comments, mixed, under numbered posts; `noise` is how often a phrase
    comes from the other kind.
    """
    chance = Random(seed)
    kinds = [False] * good + [True] * bad
    chance.shuffle(kinds)
    return [
        Made(_text(_phrases(bad, noise, chance), chance), bad, n % posts)
        for n, bad in enumerate(kinds)
    ]


def _phrases(is_bad, noise, chance):
    own, other = (BAD, GOOD) if is_bad else (GOOD, BAD)
    if not noise:
        return own
    return [
        foreign if chance.random() < noise else usual
        for usual, foreign in zip(own, other, strict=True)
    ]


def _text(phrases, chance):
    parts = [chance.choice(choices) for choices in phrases]
    if chance.random() < 0.3:
        parts.insert(0, chance.choice(["Hello,", "Well,", "Dear all,", "By the way:"]))
    return " ".join(parts).format(n=chance.randrange(40))
