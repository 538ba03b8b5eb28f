"""Whatever people do, and in whatever order, no mail is wrong and none is missing."""

import pytest

from tests.comments.mixed_acts import GUESTS, STRANGER, MixedActs
from tests.comments.week_of_use import WeekOfUse

pytestmark = pytest.mark.django_db

ACTS = 150  # benchmarks/mixed_acts.py does a thousand, with other seeds


@pytest.mark.slow
def test_mixed_acts_of_many_people_send_no_wrong_mail_and_forget_none(settings):
    settings.SITE_ADDRESS, settings.SERVING = "https://blog.example", True
    mixed = MixedActs(seed=2)
    mixed.run(ACTS)
    assert mixed.wrong == [] and mixed.missing() == []
    assert mixed.questions[STRANGER] == 1 and mixed.questions.total() <= len(GUESTS)
    assert mixed.replies.total() > 20


@pytest.mark.one_database
@pytest.mark.slow
def test_in_a_week_of_use_everybody_gets_the_mail_that_is_predicted(settings):
    settings.SITE_ADDRESS, settings.SERVING = "https://blog.example", True
    week = WeekOfUse(seed=3)
    week.run(days=7)
    assert week.surprises == []
    assert all(len(texts) > 3 for texts in week.got.values())
