"""What is counted in a text."""

import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.learning.features import FEATURE_COUNT, features_of, tokens_of, words_in

ROOT = Path(__file__).resolve().parents[3]
HOSTILE = {
    "nothing": "",
    "one word": "a" * 10_000,
    "capitals with a dot": "İ" * 10_000,
    "links": "http://a.b " * 900,
    "smileys": "\U0001f469\u200d\U0001f52c" * 3_000,
    "accents": "\u0301" * 10_000,
    "lonely surrogates": "\ud800a" * 5_000,
    "blanks": " \n\t\u3000" * 2_500,
}


def words(text):
    return [token.word for token in tokens_of(text)]


@given(st.text())
def test_features_are_sorted_numbers_that_fit_the_weights(text):
    for numbers in features_of(text):
        assert list(numbers) == sorted(set(numbers))
        assert all(0 <= number < FEATURE_COUNT for number in numbers)


@given(st.text(st.characters(exclude_categories=[]), max_size=300))
def test_each_word_knows_its_place_in_the_text(text):
    places = [(token.start, token.end) for token in tokens_of(text)]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(st.lists(st.text(st.characters(exclude_categories=[])) | st.sampled_from(["www.", "s://"])))
def test_the_words_of_a_text_are_those_of_its_tokens(parts):
    assert words_in("".join(parts)) == words("".join(parts))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_has_few_features_and_places_inside(text):
    numbers, pieces = features_of(text, ["http://hidden.example"] * 5_000)
    assert len(numbers) + len(pieces) < 10_000
    assert all(token.end <= len(text) for token in tokens_of(text))


def test_spellings_of_a_word_count_as_the_same_word():
    assert words("Stra\u00dfe STRASSE") == ["strasse"] * 2
    both = ["re\u0301sume\u0301", "r\u00e9sum\u00e9", "R\u00c9SUM\u00c9"]
    assert {unicodedata.normalize("NFC", *words(text)) for text in both} == {"r\u00e9sum\u00e9"}


def test_a_link_counts_as_a_link_and_as_its_host():
    text = "See HTTPS://www.Shop.example:80/cheap?x=1, or www.shop.example."
    assert words(text) == ["see", "link:", "host:shop.example", "or", "link:", "host:shop.example"]


def test_a_link_behind_other_words_counts_too():
    plain, linked = features_of("See here"), features_of("See here", ["http://shop.example/a"])
    assert set(plain.pieces) < set(linked.pieces)
    visible = "See http://shop.example/a here"
    assert features_of(visible, ["http://shop.example/b"]) == features_of(visible)


def test_a_long_number_identifies_nobody():
    assert words("Call 0123456789 in 1987") == ["call", "number:", "in", "1987"]
    assert features_of("Call 0123456789") == features_of("Call 5559876543")


def test_the_middle_of_a_long_text_is_not_read_but_its_links_are():
    start, end = "start " * 500, " end" * 250
    middle = "middle http://a.example " * 100
    assert features_of(start + middle + end) == features_of(start + "x" * len(middle) + end)
    links = ["http://a.example"]
    assert features_of(start + middle + end, links) != features_of(start + middle + end)


def test_the_order_of_words_counts():
    assert features_of("dog bites man").words != features_of("man bites dog").words
    assert features_of("dog bites man").pieces == features_of("man bites dog").pieces


def test_another_process_counts_the_same_features():
    code = "from moderation.learning.features import features_of as f; print(f('Das ist gut!'))"
    environment = {"PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", code]
    output = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    assert output.stdout.decode().strip() == str(features_of("Das ist gut!"))
