"""Ages in lists: one number in the largest unit."""

from datetime import timedelta

import pytest

from moderation.templatetags.ages import age


@pytest.mark.parametrize(
    ("lasted", "text"),
    [
        (timedelta(0), "1 s"),
        (timedelta(seconds=59), "59 s"),
        (timedelta(hours=5, minutes=50), "5 h"),
        (timedelta(days=729), "729 d"),
        (timedelta(days=2153), "5 years"),
        (None, ""),
    ],
)
def test_an_age_is_shown_in_its_largest_unit(lasted, text):
    assert age(lasted) == text
