"""The figures of a year: what readers may know of moderation, in numbers."""

import csv
import io
import math
from collections import defaultdict
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment, Finding
from moderation.figures.charts import Ranking
from moderation.figures.merging import SMALLEST
from moderation.models import Appeal, Decision, HouseRule, ModeratorScope
from posts.models import Blog
from tests.cast import a_comment, a_post, alice, an_owner, bob, edda, milo, mona
from tests.moderation.deciding import a_report, a_rule
from tests.moderation.year_of_use import YearOfUse

pytestmark = pytest.mark.django_db

LAST_YEAR = timezone.now().year - 1
NOT_DIVIDED = ("holds", "reporters", "own_answers")  # or by kinds that overlap
MONTHS = [f"{LAST_YEAR}-{month:02}" for month in range(1, 13)]
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
    with django_assert_max_num_queries(40):
        answer = figures(client, year=LAST_YEAR)
    assert {event[0] for event in year.events} == set(answer["figures"])
    for code, figure in answer["figures"].items():
        assert [(row["from"], row["to"]) for row in figure["months"]] == [(m, m) for m in MONTHS]
        assert counts_of(figure["year"]) == by_hand.of_year(code), code
        for row in figure["months"]:
            assert counts_of(row) == by_hand.of_month(code, row["from"]), (code, row["from"])
    for row in answer["figures"]["decisions"]["months"]:
        people = row["kinds"].get("moderator", 0)
        assert row["automated_share"] == share(row["total"] - people, row["total"])
    for row in answer["figures"]["appeals"]["months"]:
        upheld, overturned = (row["kinds"].get(kind, 0) for kind in ("upheld", "overturned"))
        assert row["overturned_share"] == share(overturned, upheld + overturned)
    assert answer["hours"].keys() == {name for name, _end, _seconds in year.times}
    for code, figure in answer["hours"].items():
        assert_times(figure, [time for time in year.times if time[0] == code], zone)


def counts_of(row):
    return {"total": row["total"], "kinds": row["kinds"]}


def share(part, whole):
    return round(part / whole, 3) if whole else None


def assert_times(figure, times, zone):
    of_months = {month: [] for month in MONTHS}
    for _code, end, seconds in times:
        of_months.setdefault(end.astimezone(zone).strftime("%Y-%m"), []).append(seconds)
    for row in figure["months"]:
        assert {key: row[key] for key in PERCENTILES} == percentiles(of_months[row["month"]])
    of_year = sum((of_months[month] for month in MONTHS), [])
    assert {key: figure["year"][key] for key in PERCENTILES} == percentiles(of_year)


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
            if row["total"] is not None and code not in NOT_DIVIDED:
                assert sum(row["kinds"].values()) == row["total"], (code, row)
        for kind, number in whole["kinds"].items():
            if kind != "other":
                rest = number - sum(row["kinds"].get(kind, 0) for row in rows)
                assert rest == 0 or rest >= SMALLEST, (code, kind)
        if whole["total"] is not None and code != "reporters":
            assert whole["total"] == sum(row["total"] for row in rows)
            assert whole["total"] == sum(by_hand.of_month(code, month)["total"] for month in MONTHS)
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


@pytest.mark.parametrize(
    "path",
    [PATHS[0], *(pytest.param(path, marks=pytest.mark.one_database) for path in PATHS[1:])],
)
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


def test_each_year_from_the_first_comment_to_the_last_has_figures(client, zone):
    new_year = datetime(LAST_YEAR, 1, 1, tzinfo=zone)
    for moment in (new_year - timedelta(days=700), new_year, new_year - timedelta(seconds=1)):
        Comment.objects.filter(pk=a_comment(a_post()).pk).update(created=moment)
    years = [LAST_YEAR, LAST_YEAR - 1, LAST_YEAR - 2]
    assert figures(client)["years"] == years
    for year in (LAST_YEAR - 3, LAST_YEAR + 1):
        assert client.get("/transparency/", {"year": year}).status_code == 404


def test_a_blog_without_comments_says_that_there_is_nothing_to_count(client):
    assert "there is nothing to count" in client.get("/transparency/").text
    assert figures(client)["figures"] == {}
    assert client.get("/transparency.csv").text.split() == ["figure,kind,title,from,to,number"]
    assert client.get("/transparency/?year=2025").status_code == 404


@pytest.mark.slow
@pytest.mark.one_database
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


@pytest.mark.one_database
def test_readers_find_the_figures_from_every_page_and_the_house_rules(client):
    post = a_post()
    assert 'href="/transparency/"' in client.get("/").text
    rules = client.get(f"{post.get_absolute_url()}respond/").text.partition("house-rules")[2]
    assert 'href="/transparency/"' in rules


# At the desk


def live(client, days=30):
    answer = client.get("/admin/figures/", {"days": days})
    assert answer.status_code == 200
    return answer.context["live"]


@pytest.mark.slow
def test_the_desk_shows_the_same_live_and_how_well_each_check_does(client):
    """Without merging: staff see single comments anyway."""
    post = a_post()
    held = [a_comment(post, f"Buy {n}.", status="held") for n in range(6)]
    for comment in held:
        comment.store_findings([Finding(rule="many_links", verdict="hold")])
    for comment in held[:2]:
        Decision.objects.take("reject", comment, by=mona(), ground=a_rule("spam"))
    Decision.objects.take("approve", held[2], by=mona())
    held[3].withdraw()
    Decision.objects.take("approve", held[4], by=mona())  # and yet it was no miss of the check
    Decision.objects.take("remove", held[4], by=mona(), ground=a_rule("spam"))
    missed, rude = a_comment(post, "Buy more."), a_comment(post, "Fool.")
    Decision.objects.take("remove", missed, by=mona(), ground=a_rule("spam"))
    Decision.objects.take("remove", rude, by=mona(), ground=a_rule())
    Decision.objects.take("remove", a_comment(post), by=mona(), ground=a_rule("spam")).undo(
        by=mona()
    )
    a_report(a_comment(post))
    client.force_login(mona())
    for days in (0, 7, 30, 365):
        shown_now = live(client, days)
        assert dict(shown_now.removals.year.counts) == {"spam": 4, "harassment": 1}
        assert (shown_now.comments.total, shown_now.holds.total, shown_now.reporters) == (10, 6, 1)
        (links,) = (record for record in shown_now.rules if record.rule.code == "many_links")
        assert (links.held, links.right, links.false_holds, links.waiting) == (6, 3, 1, 1)
        assert (links.misses, round(links.precision, 3)) == (1, 0.75)
    assert "admin/figures/" in client.get("/admin/").text
    for days in ("", "8", "-1", "x", "10000000000000000000"):
        assert client.get("/admin/figures/", {"days": days}).status_code == 404


@pytest.mark.one_database
def test_the_figures_of_the_desk_are_for_those_who_moderate(client):
    assert client.get("/admin/figures/").status_code == 302
    for user, status in ((edda(), 403), (bob(), 302), (mona(), 200), (an_owner(), 200)):
        client.force_login(user)
        assert client.get("/admin/figures/").status_code == status, user


def test_a_limited_moderator_sees_figures_of_their_scope_alone(client):
    tea, coffee = a_post("Tea"), a_post("Coffee")
    tea.tag(["Tea"])
    for post in (tea, coffee, coffee):
        comment, held = a_comment(post, by=alice()), a_comment(post, status="held", by=alice())
        held.store_findings([Finding(rule="many_links", verdict="hold")])
        a_report(comment)
        removal = Decision.objects.take("remove", comment, by=milo(), ground=a_rule())
        Appeal.objects.file(removal, "I was right.")
    ModeratorScope.objects.create(user=mona(), kind="tag", tag=tea.tags.get())
    client.force_login(mona())
    scoped = live(client)
    assert [figure.total for figure in scoped.figures] == [2, 1, 1, 1, 2, 1]
    assert [record.held for record in scoped.rules if record.held] == [1]
    assert scoped.reporters == scoped.times[1][1].count == 1


@pytest.mark.parametrize(("letter", "most"), [("a", 55), ("字", 27)])
def test_a_long_name_in_a_chart_is_cut_where_its_line_ends(letter, most):
    year = SimpleNamespace(counts={"rule": 3})
    figure = SimpleNamespace(code="removals", title="", kinds={"rule": letter * 99}, year=year)
    (line,) = Ranking(figure, "").lines
    assert line.name == letter * most + "…"
