"""Signs between a label and a value, and in lists."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from accounts.punctuation import labelled, listed


@pytest.mark.parametrize(
    ("language", "text"), [("en", "Links: 5"), ("fr", "Links\u00a0: 5"), ("de", "Links: 5")]
)
def test_a_label_has_the_colon_of_the_language(language, text):
    template = Template("{% load punctuation %}{{ label }}{% colon %} {{ value }}")
    with override(language):
        assert labelled("Links", 5) == text
        assert template.render(Context({"label": "Links", "value": 5})) == text


@pytest.mark.parametrize(
    ("language", "text"), [("en", "1, 2, 3"), ("ar", "1، 2، 3"), ("zh-hans", "1，2，3")]
)
def test_a_list_has_the_comma_of_the_language(language, text):
    with override(language):
        assert listed([1, 2, 3]) == text
