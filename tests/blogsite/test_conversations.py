"""Who answers whom, where an export contradicts itself."""

import pytest

from blogsite.transfer.threading import find_misplaced


@pytest.mark.parametrize(
    ("parents", "stored", "misplaced_ones"),
    [
        ({"1": None, "2": "1"}, (), set()),
        ({"2": "1", "1": None}, (), set()),  # a reply before what it answers
        ({"2": "1"}, ("1",), set()),
        ({"2": "1"}, (), {"2"}),
        ({"1": "1"}, (), {"1"}),
        ({"1": "2", "2": "1", "3": "2"}, (), {"1", "2"}),
        ({"1": "2", "2": "3", "3": "4", "4": "2"}, (), {"2", "3", "4"}),
        ({"1": "2", "2": "1", "3": "4", "4": "3"}, (), {"1", "2", "3", "4"}),
    ],
)
def test_orphans_and_circles_stand_at_top_level_and_what_hangs_on_them_stays(
    parents, stored, misplaced_ones
):
    assert set(find_misplaced(parents, stored)) == misplaced_ones


def test_the_reason_names_who_is_missing_or_who_answers_whom():
    assert "parent 9 is not" in find_misplaced({"1": "9"})["1"]
    assert find_misplaced({"1": "2", "2": "1"})["2"] == "1, 2 answer each other in a circle"
    assert find_misplaced({"1": "1"})["1"] == "it is said to answer itself"


def test_a_chain_of_any_length_is_walked():
    chain = {str(number): str(number + 1) for number in range(100_000)}
    assert set(find_misplaced(chain)) == {"99999"}
