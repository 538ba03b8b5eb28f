"""The weight of reports: the reporter's record and how independent they are."""

from datetime import UTC, datetime, timedelta

import pytest

from moderation.report_weight import ACCOUNT_POINTS, MAX_GUEST_POINTS, WeightedReport, weigh

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def voice(number, *, minute=None, guest=False, network=None, **details):
    """Return the voice of reader `number`, by default from afar and ten minutes after the last."""
    at = NOON + timedelta(minutes=10 * number if minute is None else minute)
    network = f"203.0.{number}.0/24" if network is None else network
    return WeightedReport(number, guest, network, at, **details)


def test_three_strangers_to_each_other_are_enough():
    assert weigh([voice(1), voice(2), voice(3)]).is_enough
    assert not weigh([voice(1), voice(2)]).is_enough


def test_two_of_the_best_reporters_are_not_enough():
    best = [voice(n, upheld=100) for n in (1, 2)]
    weighing = weigh(best)
    assert weighing.points >= 30 and not weighing.is_enough


def test_the_record_of_a_reporter_sets_the_weight():
    points = [voice(1, upheld=u, dismissed=d).points for u, d in ((9, 0), (0, 0), (0, 9))]
    assert points[0] > points[1] == ACCOUNT_POINTS > points[2] > 0


@pytest.mark.parametrize(
    "crowd",
    [
        [voice(n, network="198.51.100.0/24") for n in range(50)],
        [voice(n, minute=n / 60) for n in range(50)],
        [voice(n, minute=n * 0.9) for n in range(50)],
        [voice(n, reported=frozenset({7, 8})) for n in range(50)],
    ],
    ids=["one network", "one minute", "each in the minute of the last", "a clique"],
)
def test_reporters_who_may_be_one_person_count_once(crowd):
    weighing = weigh(crowd)
    assert (weighing.points, weighing.sources) == (ACCOUNT_POINTS, 1)


def test_good_reporters_count_once_only_within_one_minute():
    assert weigh([voice(n, minute=n / 60, upheld=5) for n in range(50)]).sources == 1
    assert weigh([voice(n, minute=n * 0.9, upheld=5) for n in range(40)]).sources == 20


def test_guests_between_accounts_do_not_join_the_accounts():
    accounts = [voice(n, minute=1.5 * n) for n in range(3)]
    between = [
        voice(10 + n, minute=1.5 * n + 0.75, guest=True, network=accounts[n].network)
        for n in range(2)
    ]
    assert weigh([*accounts, *between])[:2] == weigh(accounts)[:2] == (3 * ACCOUNT_POINTS, 3)


def test_joined_reports_count_as_the_heaviest_of_them():
    network = "198.51.100.0/24"
    crowd = [voice(1, network=network, dismissed=9), voice(2, network=network, upheld=9)]
    assert weigh(crowd).points == crowd[1].points


def test_reports_that_are_pairs_for_several_reasons_are_one_group():
    crowd = [
        voice(1, network="198.51.100.0/24"),
        voice(2, network="198.51.100.0/24", reported=frozenset({7, 8})),
        voice(3, reported=frozenset({7, 8})),
        voice(4, minute=30.5),
    ]
    assert weigh(crowd).sources == 1


def test_readers_of_unknown_networks_are_not_neighbours():
    assert weigh([voice(n, network="") for n in (1, 2, 3)]).sources == 3


def test_regulars_who_often_report_apart_are_not_joined():
    crowd = [voice(n, reported=frozenset({1, 2, *range(100 * n, 100 * n + 20)})) for n in (1, 2, 3)]
    assert weigh(crowd).sources == 3


def test_guests_count_little_and_together_no_more_than_one_account():
    assert weigh([voice(1, guest=True)]).points < ACCOUNT_POINTS / 2
    crowd = weigh([voice(n, guest=True, upheld=50) for n in range(100)])
    assert crowd.points == MAX_GUEST_POINTS and not crowd.is_enough


def test_a_burst_is_the_greatest_number_within_ten_minutes():
    calm = [voice(n, minute=20 * n) for n in range(8)]
    assert weigh(calm).burst == 0
    assert weigh([*calm, *(voice(20 + n, minute=41 + n) for n in range(6))]).burst == 7


def test_a_comment_without_reports_has_no_weight():
    assert weigh([]) == (0, 0, 0)
