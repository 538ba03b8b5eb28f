"""The search for decisions in the admin, and its download as CSV."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from moderation.history import decision_csv
from moderation.models import Ban, Decision, ModeratorScope
from moderation.spreadsheet import FORMULA_SIGNS
from tests.cast import a_comment, a_post, bob, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

DECISIONS = "/admin/moderation/decision/"


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def take(action, body, *, days_ago=0, name="Alice", by=None, **terms):
    """Return a decision on a new comment, made some days ago as an older database has it."""
    comment = a_comment_that_is("held", body=body, name=name)
    decision = decide(action, comment, by=by, **terms)
    return earlier(days_ago, comment, decision) if days_ago else decision


def earlier(days_ago, comment, decision):
    """Store a decision like another, made earlier; no row is ever changed."""
    moment = timezone.now() - timedelta(days=days_ago)
    columns = {"action": decision.action, "source": decision.source, "by": decision.by}
    columns |= {"house_rule": decision.house_rule, "law": decision.law}
    return Decision.objects.create(
        comment=comment, person=comment.author, created=moment, **columns
    )


def matches(client, **query):
    """Return the keys of the decisions that a search lists."""
    answer = client.get(DECISIONS, query)
    assert answer.status_code == 200
    return {decision.pk for decision, _, _ in answer.context["rows"]}


def rows_of_csv(client, **query):
    answer = client.get(f"{DECISIONS}csv/", query)
    assert answer.status_code == 200 and answer.streaming
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def day(days_ago):
    return timezone.localdate(timezone.now() - timedelta(days=days_ago))  # the clock may change


def test_decisions_are_found_by_every_filter_and_by_their_words(desk):
    rime = take("reject", "Rime on the gate.", by=milo(), ground=a_rule(), name="Jack Frost")
    law = take("reject", "Thaw.", by=mona(), ground="StGB § 185")
    old = take("approve", "Fog.", by=mona(), days_ago=40)
    undone = take("approve", "Haze.", by=milo())
    undo = undone.undo(by=mona())
    site = Decision.objects.take("hold", a_comment(a_post(), "Mist."))
    report = a_report(a_comment(a_post(), "Sleet.", by=bob()))
    reported = decide("keep", report.comment, by=mona())
    latest = Decision.objects.filter(comment=old.comment).exclude(pk=old.pk).get()
    everything = {rime, law, old, latest, undone, undo, site, reported}
    searches = [
        ({}, everything),
        ({"q": "rim gate"}, {rime}),
        ({"q": "jack frost"}, {rime}),
        ({"q": report.reference.lower()}, {reported}),
        ({"by": milo().pk}, {rime, undone}),
        ({"by": "site"}, {site}),
        ({"ground": "harassment"}, {rime}),
        ({"ground": "law"}, {law}),
        ({"source": "report"}, {reported}),
        ({"action": "hold"}, {site}),
        ({"until": day(30)}, {old}),
        ({"since": day(40), "until": day(40)}, {old}),
        ({"since": day(39), "by": mona().pk}, {law, latest, undo, reported}),
        ({"state": "undone"}, {undone}),
        ({"state": "in_force"}, everything - {undone, undo}),
        ({"person": report.comment.author_id}, {reported}),
        ({"q": "rime", "by": mona().pk}, set()),
    ]
    for query, expected in searches:
        keys = {decision.pk for decision in expected}
        assert matches(desk, **query) == keys, query
        assert {int(row["decision"]) for row in rows_of_csv(desk, **query)} == keys, query
    page = desk.get(DECISIONS, {"q": "rime"}).text
    for part in ("Rime on the gate.", "Rejected: Jack Frost", "by Milo", "csv/?q=rime"):
        assert part in page, part
    assert "undone by Mona" in desk.get(DECISIONS, {"state": "undone"}).text


ABSURD = [
    {"since": "99999-01-01"},
    {"until": "9999-12-31"},
    {"since": "0001-01-01"},
    {"since": "2026-02-30"},
    {"since": "2026-03-01", "until": "2026-02-01"},
    {"by": "9" * 30},
    {"by": "x"},
    {"ground": "no_such_rule"},
    {"person": "9" * 18},
    {"person": "-1"},
    {"action": "burn"},
    {"state": "both"},
]


def test_an_absurd_search_matches_nothing_and_says_why(desk):
    take("approve", "Fog.", by=mona())
    for query in ABSURD:
        page = desk.get(DECISIONS, query)
        assert page.status_code == 200 and page.context["rows"] == [], query
        assert 'role="alert"' in page.text, query
        assert desk.get(f"{DECISIONS}csv/", query).status_code == 404, query
    for query in ({"q": "\x00"}, {"after": "9" * 40}, {"before": "x"}, {"last": 1}):
        assert len(matches(desk, **query)) == 1, query
    assert matches(desk, q="(" * 9_999) == set()


def test_the_csv_holds_every_row_and_no_formula(desk, monkeypatch):
    monkeypatch.setattr(decision_csv, "ROWS_AT_ONCE", 2)
    bodies = ["=1+1", "+1", "-2", "@SUM(A1)", "\uff1dHYPERLINK()", 'Ré "quoted", over\nlines']
    decisions = [take("approve", body, by=mona(), name="=cmd|' /C calc'!A0") for body in bodies]
    Ban.objects.impose(by=mona(), ground="=law()", email="x@y.example")
    assert "Banned: x@y.example (=law())" in desk.get(DECISIONS).text
    rows = rows_of_csv(desk)
    assert len(rows) == len(bodies) + 1
    for row in rows:
        for cell in row.values():
            assert not cell.lstrip().startswith(FORMULA_SIGNS), row
    texts = [row["text"] for row in reversed(rows)]
    assert texts[:6] == [*(f"'{body}" for body in bodies[:5]), bodies[5]]
    first = rows[-1]
    assert [first[name] for name in ("decision", "action", "by")] == [
        *(str(decisions[0].pk), "approve", "Mona")
    ]
    assert [each["decision"] for each in rows_of_csv(desk, q="quoted")] == [str(decisions[5].pk)]


def test_the_words_of_an_erased_comment_are_in_no_list_of_decisions(desk):
    decision = take("approve", "Fog.", by=mona())
    decision.comment.erase()
    assert "Fog." not in desk.get(DECISIONS).text
    assert [row["text"] for row in rows_of_csv(desk)] == ["Erased."]
    assert matches(desk, q="fog") == set()


def test_decisions_outside_the_scope_are_neither_listed_nor_sent(client):
    inside, outside = (take("approve", body, by=milo()) for body in ("Rime.", "Rime too."))
    lift = Ban.objects.impose(by=milo(), ground=a_rule(), email="x@y.example").lift(by=milo())
    inside.comment.post.tag(["Tea"])
    tag = inside.comment.post.tags.get()
    ModeratorScope.objects.create(user=mona(), kind=ModeratorScope.Kind.TAG, tag=tag)
    client.force_login(mona())
    for query in ({}, {"q": "rime"}, {"person": outside.person_id}):
        assert matches(client, **query) == {inside.pk}, query
        assert [row["text"] for row in rows_of_csv(client, **query)] == ["Rime."], query
    for decision in (outside, lift):
        answer = client.get(f"{DECISIONS}{decision.pk}/change/", follow=True)
        assert "doesn’t exist" in answer.text and "Rime too" not in answer.text


@pytest.mark.one_database
def test_the_queries_of_the_search_do_not_depend_on_how_many_match(desk, django_assert_num_queries):
    def look():
        desk.get(DECISIONS, {"q": "rime", "state": "in_force"})

    take("reject", "Rime.", by=milo(), ground=a_rule())
    look()
    with CaptureQueriesContext(connection) as few:
        look()
    for number in range(9):
        take("reject", f"Rime {number}.", by=milo(), ground=a_rule())
    with django_assert_num_queries(len(few)):
        look()
