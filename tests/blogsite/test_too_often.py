"""Trying again and again: how often one may, whichever worker answers."""

import time
from dataclasses import replace

import pytest
from django.test import Client

from blogsite.too_often import SEARCHING, SIGNING_IN
from tests.cast import mona
from tests.served import PATIENCE, served


@pytest.fixture
def quarter_of_an_hour():
    """Tries are counted from quarter to quarter: a test of them begins when none soon ends."""
    left = 15 * 60 - time.time() % (15 * 60)
    if left < PATIENCE:
        time.sleep(left)


@pytest.mark.parametrize("path", ["/accounts/login/", "/admin/login/"])
@pytest.mark.usefixtures("quarter_of_an_hour")
def test_the_eleventh_try_to_sign_in_has_to_wait_in_every_worker(database_url, tmp_path, path):
    mona()
    tries = {"username": "mona", "password": "guessed"}
    with served(database_url, tmp_path / "log") as site:
        answers = [site.browser().post(path, **tries) for _ in range(11)]
        assert [answer.status for answer in answers] == [200] * 10 + [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 15 * 60
        assert "Too many tries" in answers[-1].text
        right = site.browser().post(path, username="mona", password="a long password")
        assert right.status == 429
        assert site.browser().post(path, username="milo", password="x").status == 200


@pytest.mark.django_db
@pytest.mark.usefixtures("quarter_of_an_hour")
def test_a_guesser_elsewhere_does_not_keep_the_owner_of_a_name_out(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    mona()
    guesser = Client(headers={"X-Forwarded-For": "203.0.113.7"})
    for _ in range(11):
        last = guesser.post("/accounts/login/", {"username": "mona", "password": "guessed"})
    assert last.status_code == 429
    owner = Client(headers={"X-Forwarded-For": "198.51.100.9"})
    words = {"username": "mona", "password": "a long password"}
    assert owner.post("/accounts/login/", words).status_code == 302


@pytest.mark.django_db
@pytest.mark.usefixtures("quarter_of_an_hour")
def test_one_network_is_one_guesser(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    for number in range(101):
        neighbour = Client(headers={"X-Forwarded-For": f"2001:db8::{number:x}"})
        tried = {"username": f"name{number}", "password": "x"}
        last = neighbour.post("/accounts/login/", tried)
    assert last.status_code == 429


@pytest.mark.django_db
def test_tries_from_everywhere_shut_nobody_out():
    """A limit in all would let anybody with many addresses close the door for the staff."""
    waits = [
        SIGNING_IN.take(hand=f"mona {number}", network=f"2001:db8:{number:x}::/56")
        for number in range(2_050)
    ]
    assert set(waits) == {0}


# So long a minute that none ends in the middle of a test.
SEARCHING_LONG = replace(SEARCHING, seconds=10_000)


@pytest.mark.django_db
def test_ten_networks_that_search_all_day_shut_search_for_nobody_else():
    flood = [f"203.0.{number}.0/24" for number in range(11)]
    for network in flood * 70:
        SEARCHING_LONG.take(network=network)
    assert all(SEARCHING_LONG.take(network=network) for network in flood)
    waits = [SEARCHING_LONG.take(network="198.51.100.0/24") for _ in range(7)]
    assert waits[:6] == [0] * 6
    assert waits[6] > 0
    assert SEARCHING_LONG.take(network="192.0.2.0/24") == 0


@pytest.mark.django_db
def test_those_whose_network_nobody_knows_search_as_often_as_one_network_more():
    waits = [SEARCHING_LONG.take() for _ in range(607)]
    assert set(waits[:606]) == {0}
    assert waits[606] > 0
