"""Parents of imported comments, also where an export contradicts itself."""

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
def test_orphans_and_cycles_become_roots_and_keep_their_replies(parents, stored, misplaced_ones):
    assert set(find_misplaced(parents, stored)) == misplaced_ones


def test_the_reason_names_the_missing_parent_or_the_cycle():
    assert "parent 9 is not" in find_misplaced({"1": "9"})["1"]
    assert find_misplaced({"1": "2", "2": "1"})["2"] == "1, 2 answer each other in a circle"
    assert find_misplaced({"1": "1"})["1"] == "it is said to answer itself"


def test_a_chain_of_replies_of_any_length_is_resolved():
    chain = {str(number): str(number + 1) for number in range(100_000)}
    assert set(find_misplaced(chain)) == {"99999"}
