"""Rate limits: how often one may try, whichever worker answers, and that none shuts all out."""

import re
import time
from dataclasses import replace

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.limits import (
    ACCOUNT_MAIL,
    LEGAL_NOTICE,
    LINK,
    PREVIEW,
    REPORT,
    SEARCH,
    SIGN_IN,
    SIGN_UP,
    WEBMENTION,
    WEBMENTION_SOURCE,
)
from moderation.models import Report
from tests.cast import a_comment, a_post, alice, mona
from tests.site_server import TIMEOUT_SECONDS, site_server

# All count in the same table.
LIMITS = [SIGN_IN, SEARCH]
LIMITS += [
    pytest.param(limit, marks=pytest.mark.one_database)
    for limit in (SIGN_UP, ACCOUNT_MAIL, LINK, PREVIEW, REPORT, LEGAL_NOTICE)
    + (WEBMENTION, WEBMENTION_SOURCE)
]
# A /32 holds 65,536 of the networks that one customer can rent.
FLOODED = "2001:db8"


@pytest.fixture(autouse=True)
def through_a_proxy(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]


@pytest.fixture(autouse=True)
def no_earlier_counts(db):
    cache.clear()


def visitor(ip, **headers):
    return Client(headers={"X-Forwarded-For": ip} | headers)


GUESS = "guessed"


def sign_in(client, name, password=GUESS):
    return client.post("/accounts/login/", {"login": name, "password": password})


# Signing in


def test_the_eleventh_try_to_sign_in_has_to_wait_in_every_worker(database_url, tmp_path):
    mona()
    wait_for_a_window(SIGN_IN)
    path, tries = "/accounts/login/", {"login": "mona", "password": "guessed"}
    with site_server(database_url, tmp_path / "log") as site:
        # Most of them here, where hashing a password costs less; another process counts, too.
        here = [sign_in(visitor("127.0.0.1"), "mona").status_code for _ in range(8)]
        answers = [site.browser().post(path, **tries) for _ in range(3)]
        statuses = here + [answer.status for answer in answers]
        assert statuses == [200] * 10 + [429]
        assert 0 < int(answers[-1].headers["Retry-After"]) <= 15 * 60
        assert "Too many tries" in answers[-1].text
        right = site.browser().post(path, login="mona", password="a long password")
        assert right.status == 429
        assert site.browser().post(path, login="milo", password="x").status == 200


def wait_for_a_window(limit):
    """Wait until the window in which a server counts acts does not end soon."""
    left = limit.seconds - time.time() % limit.seconds
    if left < TIMEOUT_SECONDS:
        time.sleep(left)


SPELLINGS = [
    *("mona", " mona", "mona ", "\tmona\u3000", "\u00a0mona", "ｍｏｎａ", "ｍona", "MONA", "Mona"),
    *("ⓜⓞⓝⓐ", "𝐦𝐨𝐧𝐚", "mo na"),
]


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
def test_all_spellings_of_a_name_are_counted_as_one_name():
    guesser = visitor("203.0.113.7")
    answers = [sign_in(guesser, name).status_code for name in SPELLINGS]
    assert answers == [200] * 10 + [429] * (len(SPELLINGS) - 10)


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
def test_a_guesser_elsewhere_does_not_keep_the_owner_of_a_name_out():
    mona()
    guesser = visitor("203.0.113.7")
    for _ in range(11):
        last = sign_in(guesser, "mona")
    assert last.status_code == 429
    assert sign_in(visitor("198.51.100.9"), "mona", "a long password").status_code == 302


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
@pytest.mark.parametrize(
    ("ips", "tries"),
    [
        ([f"2001:db8::{number:x}" for number in range(101)], 100),
        ([f"2001:db8:0:{number:x}::1" for number in range(201)], 200),
        (["10.0.0.7"] * 101, 100),
        (["fd00::7"] * 101, 100),
    ],
    ids=["one /64", "one /48", "one private IPv4 address", "one private IPv6 address"],
)
def test_one_network_is_one_guesser(ips, tries):
    for number, ip in enumerate(ips[:-2]):  # as the page counts them, without drawing pages
        assert not SIGN_IN.take(person=f"name{number}", ip=ip)
    answers = [sign_in(visitor(ip), f"last {ip}").status_code for ip in ips[-2:]]
    assert (len(ips), answers) == (tries + 1, [200, 429])
    assert sign_in(visitor("10.0.0.8"), "mona").status_code == 200


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
def test_a_name_is_guessed_ten_times_from_one_wide_network():
    answers = [
        sign_in(visitor(f"2001:db8:0:{number:x}::1"), "mona").status_code for number in range(11)
    ]
    assert answers == [200] * 10 + [429]


# No limit shuts everybody out


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_a_flood_from_everywhere_shuts_nobody_out(limit):
    limit = replace(limit, seconds=100_000, site_wide=limit.site_wide and 50)
    waits = [limit.take(ip=f"{FLOODED}:{number:x}::1") for number in range(120)]
    assert not any(waits)
    again = [limit.take(ip=f"{FLOODED}:1::1") for _ in range(limit.per_wide_network)]
    assert any(again)
    assert limit.take(ip="198.51.100.7") == 0
    assert limit.take(ip=f"{FLOODED}:1::1", person="account 1", signed_in=True) == 0


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_a_limit_counts_the_64_and_the_48_of_an_ipv6_address(limit):
    limit = replace(limit, seconds=100_000)
    for number in range(limit.per_network):
        assert limit.take(ip=f"2001:db8:0:1::{number:x}") == 0
    assert limit.take(ip="2001:db8:0:1:ffff::") > 0
    for number in range(limit.per_wide_network - limit.per_network):
        assert limit.take(ip=f"2001:db8:0:{number + 2:x}::1") == 0
    assert limit.take(ip="2001:db8:0:ffff::1") > 0
    assert limit.take(ip="2001:db8:1:1::1") == 0


SEARCH_LONG = replace(SEARCH, seconds=100_000)


def test_ten_networks_that_search_all_day_shut_search_for_nobody_else():
    flood = [f"203.0.{number}.7" for number in range(11)]
    for ip in flood * 70:
        SEARCH_LONG.take(ip=ip)
    assert all(SEARCH_LONG.take(ip=ip) for ip in flood)
    waits = [SEARCH_LONG.take(ip="198.51.100.7") for _ in range(7)]
    assert waits[:6] == [0] * 6
    assert waits[6] > 0
    assert SEARCH_LONG.take(ip="192.0.2.7") == 0


def test_visitors_without_an_address_search_as_often_as_one_network_more():
    waits = [SEARCH_LONG.take() for _ in range(607)]
    assert set(waits[:606]) == {0}
    assert waits[606] > 0


# Searching, previews, reports: the same through pages


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_network_searches_sixty_times_a_minute(method):
    for number in range(59):
        SEARCH.take(ip=f"203.0.113.{number}")
    answers = [getattr(visitor("203.0.113.77"), method)("/search/?q=frost") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert 0 < int(answers[-1]["Retry-After"]) <= 60
    assert visitor("198.51.100.7").get("/search/?q=frost").status_code == 200


def preview(client, post):
    typed = {"body": "A long thought.", "name": "Wim"}
    return client.post(f"{post.get_absolute_url()}respond/preview/", typed)


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
def test_a_refusal_says_what_was_too_often_and_when_to_try_again():
    mona()
    for _ in range(10):
        sign_in(visitor("203.0.113.7"), "mona")
    refusal = sign_in(visitor("203.0.113.7"), "mona")
    assert refusal.status_code == 429
    assert re.search(r"You are signing in too often\. Try again in \d+ \w+\.", refusal.text)


@pytest.mark.usefixtures("long_window")
def test_previews_are_limited_by_network_and_give_the_text_back():
    post = a_post()
    for number in range(59):
        PREVIEW.take(ip=f"2001:db8:0:1::{number:x}")
    first, last = (preview(visitor("2001:db8:0:1::77"), post) for _ in range(2))
    assert (first.status_code, last.status_code) == (200, 429)
    assert 0 < int(last["Retry-After"]) <= 60
    assert "A long thought." in last.text and "too often" in last.text
    assert preview(visitor("198.51.100.7"), post).status_code == 200


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
def test_previews_are_limited_by_person_also_of_a_reply():
    comment, member = a_comment(a_post()), Client()
    member.force_login(alice())
    path = f"/comments/{comment.pk}/reply/preview/"
    answers = [
        member.post(
            path, {"body": "So it is."}, headers={"X-Forwarded-For": f"203.0.{number}.7"}
        ).status_code
        for number in range(21)
    ]
    assert answers == [200] * 20 + [429]


LEGAL = {
    "reason": "illegal",
    "explanation": "It calls for a crime.",
    "location": "https://blog.example/comments/1/",
    "name": "Rosa Reader",
    "email": "rosa@mail.example",
    "in_good_faith": "on",
}


def report(client, comment, **fields):
    return client.post(f"/comments/{comment.pk}/report/", {"reason": "harassment"} | fields)


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
def test_two_thousand_reports_from_a_network_close_reporting_for_nobody():
    comment = a_comment(a_post(), by=mona())
    accepted = 0
    for number in range(2_000):  # as the page counts them, without drawing two thousand pages
        accepted += not REPORT.take(ip=f"2001:db8:0:{number % 256:x}::{number:x}")
    assert accepted == REPORT.per_wide_network
    inside = "2001:db8:0:1::7"
    assert report(visitor(inside), comment).status_code == 429
    assert report(visitor(inside), comment, **LEGAL).status_code == 303
    assert report(visitor("198.51.100.7"), comment).status_code == 303
    member = visitor(inside)
    member.force_login(alice())
    assert report(member, comment).status_code == 303
    assert Report.objects.count() == 3


@pytest.mark.usefixtures("long_window")
@pytest.mark.one_database
def test_reports_from_two_thousand_networks_leave_each_other_one_a_share():
    comment = a_comment(a_post())
    for number in range(2_001):
        REPORT.take(ip=f"2001:db8:{number:x}::1")
    flooding = [REPORT.take(ip="2001:db8:5::2") for _ in range(REPORT.share + 1)]
    assert flooding[-1] > 0
    assert report(visitor("2001:db8:5::3"), comment).status_code == 429
    assert report(visitor("2001:db8:5::3"), comment, **LEGAL).status_code == 303
    assert report(visitor("198.51.100.7"), comment).status_code == 303
