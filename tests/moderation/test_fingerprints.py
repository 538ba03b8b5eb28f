"""Fingerprints: equal for the same words, alike for nearly the same, and the same everywhere."""

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comments.text import comment_text
from moderation.similarity.fingerprint import BANDS, bands_of, fold, similarity, terms_of

SENTENCE = "The first frost came early this year, and the dahlias did not survive it."
OTHER_SENTENCE = "Has anybody tried to lift the tubers and store them in dry sand until April?"


def visible(body):
    return comment_text(body).visible


def bands_in_common(text, other):
    return sum(one == two for one, two in zip(bands_of(text), bands_of(other), strict=True))


@pytest.mark.parametrize(
    "same",
    [
        SENTENCE.upper(),
        SENTENCE.replace(" ", "  \n"),
        SENTENCE.replace(",", " –").removesuffix(".") + "!!! 🥶",
        visible(f"> *{SENTENCE}*".replace("first", "**first**")),
        SENTENCE.replace("e", "é"),
        unicodedata.normalize("NFD", SENTENCE.replace("e", "é")),
        SENTENCE.replace("e", "\uff45"),  # a wide letter
    ],
    ids=["case", "blanks", "signs", "markup", "accents", "NFD", "width"],
)
def test_case_markup_and_accents_do_not_change_a_fingerprint(same):
    assert bands_of(same) == bands_of(SENTENCE)
    assert similarity(terms_of(same), terms_of(SENTENCE)) == 1


def test_a_turkish_dotted_i_is_an_i_as_any_other():
    assert bands_of("İSTANBUL VE İZMİR BİR İKİ ÜÇ") == bands_of("istanbul ve izmir bir iki uc")


def test_ligatures_make_no_text_much_longer_than_others():
    ligature = "\ufdfa"  # of 18 letters; a card compares hundreds of texts
    assert fold(ligature * 10) == fold(unicodedata.normalize("NFKC", ligature * 10))
    assert len(fold(ligature * 10_000)) <= 20_000


def test_sentences_in_another_order_still_have_bands_in_common():
    one, two = f"{SENTENCE} {OTHER_SENTENCE}", f"{OTHER_SENTENCE} {SENTENCE}"
    assert bands_in_common(one, two) > BANDS / 2
    assert similarity(terms_of(one), terms_of(two)) == 1
    assert bands_in_common(SENTENCE, OTHER_SENTENCE) == 0


@pytest.mark.parametrize("text", ["", " \n", "Well said.", "🎉🎉🎉" * 20, "!?" * 40, "a " * 19])
def test_a_text_with_fewer_than_20_letters_has_no_fingerprint(text):
    assert bands_of(text) == []
    assert len(bands_of("a" * 20)) == BANDS


def test_a_word_repeated_to_10000_characters_costs_no_more_than_once():
    text = "advertising " * 800
    assert bands_of(text) == bands_of("advertising " * 3)
    assert terms_of(text) == {"advertising"}


def test_only_the_first_10000_characters_are_read():
    text = "".join(chr(0x4E00 + number % 7_000) for number in range(10_000))
    assert bands_of(text + OTHER_SENTENCE * 1_000) == bands_of(text)


def test_words_without_blanks_between_them_are_compared_in_pairs():
    one, two = terms_of("今年の初霜は早かったですね"), terms_of("今年の初霜は遅かったですね")
    assert 0.5 < similarity(one, two) < 1


@given(st.text(max_size=300))
def test_every_text_has_all_bands_within_32_bits_or_none(text):
    bands = bands_of(text)
    assert len(bands) in (0, BANDS)
    assert all(-(2**31) <= band < 2**31 for band in bands)
    assert similarity(terms_of(text), terms_of(text)) == (1 if terms_of(text) else 0)


def test_another_process_makes_the_same_fingerprint():
    code = f"from moderation.similarity.fingerprint import bands_of; print(bands_of({SENTENCE!r}))"
    command = [sys.executable, "-R", "-c", code]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == str(bands_of(SENTENCE))
    assert bands_of(SENTENCE)[:2] == [-2017083715, -237822214]  # as in databases
