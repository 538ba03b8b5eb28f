"""Which texts count as those of one campaign."""

from moderation.learning.campaigns import campaigns
from moderation.similarity.fingerprint import Fingerprint

CAMPAIGN = "Dial printer support number {n} and our experts fix it within an hour, {n} days a week."
OTHER = "The first frost came early this year, and the dahlias did not survive it."


def firsts(*texts):
    return campaigns([Fingerprint.of(text) for text in texts])


def test_a_text_belongs_to_the_first_one_that_has_most_of_its_words():
    assert firsts(CAMPAIGN.format(n=1), OTHER, CAMPAIGN.format(n=2), OTHER.upper()) == [0, 1, 0, 1]


def test_short_texts_are_alike_only_with_the_same_words():
    assert firsts("Thank you!", "thank you", "Thank her!", "", "") == [0, 0, 2, 3, 4]
