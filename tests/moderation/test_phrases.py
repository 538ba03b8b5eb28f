"""Phrases are found in whole words, however they are written, and never as patterns."""

import pytest

from moderation.screening.phrase_index import Phrase, PhraseIndex, key_of

PHRASES = (
    *("café", "cafe noir", "ass", "不要", "buy now", "istanbul", "Straße", "paypal", "🍆", "schon"),
    *("हिंदी", "ไม่เอา", "(a+)+b", ".* hates", "казино"),
)


def search(text, *phrases):
    index = PhraseIndex(Phrase(key_of(phrase), phrase) for phrase in phrases or PHRASES)
    return [match.entry for match in index.matches(text)]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("CAFÉ.", ["café"]),
        ("Cafe\u0301 noir", ["café", "cafe noir"]),  # an accent of its own
        ("cafe", []),  # typed with an accent, found with it alone
        ("schön", ["schon"]),
        ("class, assess, bass, as s", []),
        ("An ASS!", ["ass"]),
        ("a\u200bs\u00ads", ["ass"]),
        ("a\U0001d173s\u17b4s", ["ass"]),
        ("Buy,\n now", ["buy now"]),
        ("buynow", []),
        ("İSTANBUL", ["istanbul"]),
        ("STRASSE", ["Straße"]),
        ("ｐａｙｐａｌ", ["paypal"]),  # full width
        ("рaypаl", ["paypal"]),  # two letters of it are Cyrillic
        ("КАЗИНО", ["казино"]),
        ("no 🍆️ here", ["🍆"]),
        ("我不要你", ["不要"]),  # no spaces between words
        ("ผมไม่เอาครับ", ["ไม่เอา"]),
        ("यह हिंदी है", ["हिंदी"]),
        ("हिंदीभाषा", []),
        ("a a b", ["(a+)+b"]),  # signs mean nothing
        ("everybody hates", [".* hates"]),
        ("", []),
        ("\u0301\u0301 \ufe0f", []),
    ],
)
def test_a_phrase_is_found_in_whole_words_in_any_script(text, phrases):
    assert search(text) == phrases


@pytest.mark.slow
def test_the_steps_of_a_search_do_not_grow_with_the_number_of_phrases(monkeypatch):
    """All phrases begin with the words of which the text is made."""
    texts = ["buy pills " * 500, "ab " * 2_000, "不" * 5_000]
    few = [f"buy pills {number}" for number in range(10)]
    many = [f"buy pills {number}" for number in range(10_000)]
    assert steps(few, texts) == steps(many, texts) <= 4 * 9_000


def steps(phrases, texts):
    index, looks = PhraseIndex(Phrase(key_of(phrase), phrase) for phrase in phrases), []

    class Counting(dict):
        def get(self, *args):
            looks.append(1)
            return super().get(*args)

    def counting(node):
        inner = {k: counting(v) if isinstance(v, dict) else v for k, v in node.items()}
        return Counting(inner)

    index.root = counting(index.root)
    for text in texts:
        assert index.matches(text) == []
    return len(looks)
