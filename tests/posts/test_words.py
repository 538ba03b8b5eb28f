"""The words of texts for search: short ways to them give what the rule for all scripts gives."""

from hypothesis import example, given
from hypothesis import strategies as st

from posts.words import index_terms, words_of

ASCII = st.text(alphabet=st.characters(max_codepoint=127))
SPACED = st.text(alphabet="aZ09 _-'.\n\té̈Ωżйא\u00ad\u200d")


@given(ASCII)
@example("\x1cA_b\x7f9")
def test_the_words_of_ascii_text_are_those_of_every_script(text):
    assert words_of(text) == words_of(f"{text} é")[:-1]


@given(SPACED)
@example("Long" * 30 + " " + "long" * 40)
def test_terms_are_the_same_with_and_without_a_script_without_blanks(text):
    assert index_terms(text) == index_terms(f"{text} 漢")[:-1]
