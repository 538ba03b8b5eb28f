"""The figures of a year: what readers may know of moderation, in numbers."""

import csv
import io
import math
from collections import defaultdict

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.figures.merging import SMALLEST
from moderation.models import HouseRule
from posts.models import Blog
from tests.cast import a_comment, a_post, bob, mona
from tests.moderation.year_of_use import YearOfUse

pytestmark = pytest.mark.django_db

LAST_YEAR = timezone.now().year - 1
PERCENTILES = {"median": 50, "percentile_90": 90}


@pytest.fixture
def zone():
    Blog.objects.update(time_zone="America/St_Johns")  # half an hour beside all others
    return Blog.objects.current().zone


def figures(client, **query):
    answer = client.get("/transparency.json", query)
    assert answer.status_code == 200
    return answer.json()


class CountByHand:
    """What happened, counted one by one, in months of a time zone."""

    def __init__(self, events, zone):
        self.months, self.year = defaultdict(set), defaultdict(set)
        for figure, kind, moment, subject in events:
            month = moment.astimezone(zone).strftime("%Y-%m")
            self.months[figure, month].add((kind, subject))
            self.year[figure].add((kind, subject))

    def of_month(self, figure, month):
        return self._count(self.months[figure, month])

    def of_year(self, figure):
        return self._count(self.year[figure])

    def _count(self, events):
        kinds = defaultdict(int)
        for kind, _subject in events:
            if kind:
                kinds[str(kind)] += 1
        return {"total": len({subject for _kind, subject in events}), "kinds": dict(kinds)}


def test_the_figures_of_a_year_equal_a_count_by_hand(client, zone, django_assert_max_num_queries):
    year = YearOfUse(LAST_YEAR, zone, seed=1).store()
    by_hand = CountByHand(year.events, zone)
    with django_assert_max_num_queries(30):
        answer = figures(client, year=LAST_YEAR)
    assert {event[0] for event in year.events} == set(answer["figures"])
    months = [f"{LAST_YEAR}-{month:02}" for month in range(1, 13)]
    for code, figure in answer["figures"].items():
        assert [(row["from"], row["to"]) for row in figure["months"]] == [(m, m) for m in months]
        for row in figure["months"]:
            expected = by_hand.of_month(code, row["from"])
            assert {key: row[key] for key in expected} == expected, (code, row["from"])
        expected = by_hand.of_year(code)
        assert {key: figure["year"][key] for key in expected} == expected, code
    for row in answer["figures"]["decisions"]["months"]:
        share = 1 - row["kinds"].get("moderator", 0) / row["total"] if row["total"] else None
        assert row["automated_share"] == (share and round(share, 3))
    assert answer["hours"].keys() == {name for name, _end, _seconds in year.times}
    for code, figure in answer["hours"].items():
        of_months = defaultdict(list)
        for name, end, seconds in year.times:
            if name == code and end.astimezone(zone).year == LAST_YEAR:
                of_months[end.astimezone(zone).strftime("%Y-%m")].append(seconds)
        for row in figure["months"]:
            assert {key: row[key] for key in PERCENTILES} == percentiles(of_months[row["month"]])
        everything = [seconds for values in of_months.values() for seconds in values]
        assert {key: figure["year"][key] for key in PERCENTILES} == percentiles(everything)


def percentiles(values):
    if len(values) < SMALLEST:
        return dict.fromkeys(PERCENTILES)
    ordered = sorted(values)
    ranks = {key: math.ceil(len(ordered) * of / 100) for key, of in PERCENTILES.items()}
    return {key: round(ordered[rank - 1] / 3600, 2) for key, rank in ranks.items()}


def test_no_number_that_could_pick_out_a_person_is_shown(client, zone):
    """Neither as itself, nor as what is missing from a total, nor of a year less its months."""
    year = YearOfUse(LAST_YEAR, zone, seed=3, sizes=(0, 0, 1, 2, 5)).store()
    by_hand = CountByHand(year.events, zone)
    answer = figures(client, year=LAST_YEAR)
    for code, figure in answer["figures"].items():
        rows, whole = figure["months"], figure["year"]
        for row in [*rows, whole]:
            assert not {row["total"], *row["kinds"].values()} & {1, 2, 3, 4}, (code, row)
            if row["total"] is not None and code not in ("holds", "reporters"):
                assert sum(row["kinds"].values()) == row["total"], (code, row)
        for kind, number in whole["kinds"].items():
            if kind != "other":
                rest = number - sum(row["kinds"].get(kind, 0) for row in rows)
                assert rest == 0 or rest >= SMALLEST, (code, kind)
        if whole["total"] is not None and code != "reporters":
            assert whole["total"] == sum(row["total"] for row in rows)
            assert whole["total"] == sum(
                by_hand.of_month(code, f"{LAST_YEAR}-{month:02}")["total"] for month in range(1, 13)
            )
    rows = list(csv.DictReader(client.get(f"/transparency.csv?year={LAST_YEAR}").text.splitlines()))
    counts = {row["number"] for row in rows if "hours" not in row["figure"]}
    assert rows and not counts & {"1", "2", "3", "4"}


PATHS = ("/transparency/", "/transparency.csv", "/transparency.json")


def test_figures_are_one_document_for_everybody_and_cached(client):
    a_comment(a_post(), by=bob())
    staff = Client()
    staff.force_login(mona())
    for path in PATHS:
        first = staff.get(path)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.content == first.content and len(queries) == 0
        for each in (first, answer):
            assert each.status_code == 200 and each["Vary"] == "Accept-Encoding"
            assert each["Cache-Control"].startswith("public, ") and not each.cookies


@pytest.mark.parametrize("path", PATHS)
def test_figures_of_absurd_years_and_of_the_future_are_not_found(client, path):
    a_comment(a_post())
    now = timezone.now().year
    assert client.get(path, {"year": now}).status_code == 200
    for year in (
        now - 1,
        now + 1,
        0,
        -1,
        1,
        9999,
        10**30,
        "",
        "x",
        "２０２５",
        f"{now}-13",
        f" {now}",
    ):
        assert client.get(path, {"year": year}).status_code == 404, year


def test_a_blog_without_comments_says_that_there_is_nothing_to_count(client):
    assert "there is nothing to count" in client.get("/transparency/").text
    assert figures(client)["figures"] == {}
    assert client.get("/transparency.csv").text.split() == ["figure,kind,title,from,to,number"]
    assert client.get("/transparency/?year=2025").status_code == 404


def test_no_cell_of_the_figures_begins_a_formula(client, zone):
    YearOfUse(LAST_YEAR, zone, seed=6).store()
    for start in ("=", "+", "-", "@", "\t=", " =", "＝"):
        title = f'{start}HYPERLINK("https://evil.example")'
        HouseRule.objects.get(code="harassment").amend(
            title=title, text="Text.", sentence="It did."
        )
        text = client.get("/transparency.csv", {"year": LAST_YEAR, "v": 1}).text
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert f"'{title}" in cells
        assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@", "＝"))]


def test_readers_find_the_figures_from_every_page_and_the_house_rules(client):
    post = a_post()
    assert 'href="/transparency/"' in client.get("/").text
    rules = client.get(f"{post.get_absolute_url()}respond/").text.partition("house-rules")[2]
    assert 'href="/transparency/"' in rules
