"""Screening rules tried on stored comments: honest counts, and nothing is changed."""

import re
from datetime import date, timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Person
from accounts.privacy import end_old_data
from comments.models import Comment, Finding
from comments.rules import rule_of
from moderation.models import (
    Decision,
    HouseRule,
    ModeratorScope,
    Rule,
    RuleChange,
    ScreeningList,
    Trial,
)
from moderation.models.trial import midnight_of
from moderation.trials import running
from moderation.trials.replay import Replay, Setting
from moderation.trials.selection import Selection
from tests.cast import a_comment, a_post, alice, bob, milo, mona
from tests.moderation.past_comments import PastComments
from tests.snapshot import Snapshot

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

URL = "/admin/moderation/rule/many_links/trials/"
NO_LIMITS = {"seconds": 0, "an_hour": 0, "network_an_hour": 0, "wide_network_an_hour": 0}


def tried(code, options=None, current=None, **selection):
    """Return the result of a rule tried on stored comments."""
    rule = rule_of(code)
    proposed = Setting(rule, rule.default_options | (options or {}))
    current = current and Setting(rule, current)
    replay = Replay(proposed, current, Selection(**selection))
    assert [*replay.run()][-1:] in ([], [replay.total])
    return replay.result


def numbers(result):
    """Return the counts of a result as PastComments.count has them."""
    counts = result.counts
    of_rule = counts["proposed"]
    stopped = of_rule.pop("hold") + of_rule.pop("refuse")
    counts = counts["left_out"] | of_rule | {"looked_at": counts["looked_at"], "stopped": stopped}
    weeks = [[day, looked_at, held] for day, looked_at, held, _ in result.counts["weeks"]]
    return {name: number for name, number in counts.items() if number}, weeks


# The counts


def test_a_trial_counts_what_a_plain_count_finds():
    past = PastComments(seed=1)
    for imported in (False, True):
        compare(past, imported)


def compare(past, imported):
    expected = past.count(lambda row: row["links"] > 1 and not row["staff"], imported=imported)
    result = tried("many_links", {"links": 1}, {"links": 0}, with_imported=imported)
    assert numbers(result) == expected
    assert {"removed", "approved", "undecided", "missed", "erased", "unknown"} <= expected[0].keys()
    today, _ = past.count(lambda row: row["links"] > 0 and not row["staff"], imported=imported)
    assert result.counts["current"]["hold"] == today["stopped"]
    approved = result.examples["approved"]
    created = Comment.objects.in_bulk(approved)
    assert approved == sorted(approved, key=lambda pk: created[pk].created, reverse=True)


def test_a_trial_of_a_post_and_a_time_looks_at_nothing_else():
    past = PastComments(seed=2)
    since, until = date(2026, 3, 9), date(2026, 3, 22)
    rows = [
        row
        for row in past.rows
        if row["comment"].post == past.posts[0] and since <= row["day"] <= until
    ]
    expected = past.count(lambda row: row["newcomer"] and not row["staff"], rows=rows)
    end = midnight_of(until + timedelta(days=1))
    result = tried("first_comment", since=midnight_of(since), until=end, post=past.posts[0])
    assert numbers(result) == expected and expected[0]["looked_at"] > 20


@pytest.mark.parametrize("seconds", [600, pytest.param(40_000, marks=pytest.mark.one_database)])
def test_rules_of_pace_look_at_earlier_comments_alone(seconds):
    past = PastComments(seed=3)
    stored = [row for row in past.rows if row["kind"] != "imported"]

    def is_too_fast(row):
        comment, limit = row["comment"], timedelta(seconds=seconds)
        own = [
            other["comment"].created
            for other in stored
            if other["comment"].author_id == comment.author_id
            and other["comment"].created < comment.created
        ]
        return bool(own) and comment.created - max(own) < limit and not row["staff"]

    def says_it_again(row):
        comment, limit = row["comment"], timedelta(minutes=seconds // 60)
        return not _is_edited(comment) and any(
            other["comment"].body == comment.body
            and other["comment"].author_id == comment.author_id
            and comment.created - limit < other["comment"].created < comment.created
            and other["comment"].status != "withdrawn"
            and other["kind"] != "erased"
            and not _is_edited(other["comment"])
            for other in stored
            if other["kind"] != "unknown"
        )

    since = midnight_of(date(2026, 3, 16))
    rows = [row for row in past.rows if row["comment"].created >= since]
    result = tried("too_fast", NO_LIMITS | {"seconds": seconds}, since=since)
    assert numbers(result) == past.count(is_too_fast, rows=rows)
    Comment.objects.filter(status="withdrawn").update(status_since=midnight_of(date(2026, 1, 1)))
    result = tried("same_words_again", {"minutes": seconds // 60, "letters": 1}, since=since)
    assert numbers(result) == past.count(says_it_again, rows=rows)


@pytest.mark.one_database
def test_a_crowded_site_gives_each_network_its_share():
    past = PastComments(seed=10, weeks=1)
    stored = [row["comment"] for row in past.rows if row["kind"] != "imported"]

    def has_had_its_share(row):
        comment, hour = row["comment"], timedelta(hours=1)
        earlier = [
            other for other in stored if timedelta(0) < comment.created - other.created < hour
        ]
        own = [other for other in earlier if other.network == comment.network]
        return len(earlier) > 1 and len(own) > 0 and not row["staff"]

    expected = past.count(has_had_its_share)
    result = tried("too_fast", NO_LIMITS | {"in_all_an_hour": 2, "share_an_hour": 1})
    assert numbers(result) == expected and expected[0]["stopped"] > 10


def _is_edited(comment):
    return comment.edited is not None


# A site that ran the rules


@pytest.fixture
def write(client):
    """Return a function that sends a comment an hour after the last, and returns it if stored."""

    def send(post, body, *, by=None, minutes=60, **fields):
        _let_time_pass(timedelta(minutes=minutes))
        client.cookies.clear()
        if by:
            client.force_login(by)
        form = {"name": "Wendela", "body": body, "key": str(uuid4())} | fields
        answer = client.post(f"{post.get_absolute_url()}respond/", form)
        return Comment.objects.latest("pk") if answer.status_code == 303 else None

    return send


def _let_time_pass(time):
    for comment in Comment.objects.all():
        moments = ("created", "edited", "published_at", "status_since")
        values = {name: getattr(comment, name) for name in moments}
        moved = {name: value and value - time for name, value in values.items()}
        Comment.objects.filter(pk=comment.pk).update(**moved)
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(created=person.created - time)


def test_a_trial_of_a_site_that_ran_the_rule_equals_its_findings(write, client):
    post, links = a_post(), "https://one.example https://two.example"
    for number in range(4):
        write(post, f"Number {number}: {links if number % 2 else 'no link'}", by=alice())
    write(post, f"Read this: {links}", by=mona())
    guest = write(post, f"A guest says {links}")
    Comment.objects.filter(pk=guest.pk).update(name="Changed")
    edited = write(post, "No link at first.", by=bob())
    address = f"/comments/{edited.pk}/edit/"
    assert client.post(address, {"action": "edit", "body": f"But now: {links}"}).status_code == 303
    findings = Finding.objects.filter(rule="many_links", verdict="hold").exclude(comment=edited)
    result = tried("many_links", {"links": 1})
    assert Finding.objects.filter(comment=edited).exists() and findings.count() == 3
    assert set(sum(result.examples.values(), [])) == {finding.comment_id for finding in findings}
    assert (result.looked_at, result.counts["proposed"]["hold"]) == (7, 3)


@pytest.mark.one_database
def test_rules_of_pace_stop_nothing_on_a_site_that_let_it_pass(write):
    post, words = a_post(), "The first frost came on the ninth of November this year."
    for minutes in (60, 15, 15):
        assert write(post, words, by=alice(), minutes=minutes, name="Alice")
        assert write(post, f"{minutes} {words}", minutes=1, REMOTE_ADDR="203.0.113.9")
    for code in ("too_fast", "same_words_again"):
        result = tried(code)
        assert (result.looked_at, result.counts["proposed"]["refuse"]) == (6, 0)
    again = tried("same_words_again", {"minutes": 20})
    assert again.counts["proposed"]["refuse"] == 2
    assert tried("too_fast", {"seconds": 17 * 60}).counts["proposed"]["refuse"] == 2


# Its pages


def a_trial(client, **fields):
    """Try a rule by its form; return the answer that follows."""
    return client.post(URL, {"links": 1} | fields, follow=True)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def a_list(kind="phrases"):
    spam = HouseRule.objects.get(code="spam")
    texts = {"house_rule": spam, "sentence": "No."}
    return ScreeningList.objects.start(kind, "Adverts", by=mona(), **texts)


def test_a_trial_changes_nothing_but_its_own_row():
    PastComments(seed=4, size=40)
    before = Snapshot().rows
    for code in ("many_links", "too_fast"):
        rule = rule_of(code)
        assert running.begin(rule, rule.default_options, by=mona()).is_over
    after = Snapshot().rows
    changed = {table for table in before if before[table] != after[table]}
    assert changed == {"moderation_trial"} and Trial.objects.count() == 2


def test_a_moderator_sees_what_a_rule_would_have_done(client):
    past = PastComments(seed=5)
    Rule.objects.create(code="many_links", options={"links": 2})
    client.force_login(mona())
    assert 'value="2"' in text_of(client.get(URL))
    typed = client.post(URL, {"links": "7", "state": "on", "show": "1"})
    assert 'value="7"' in text_of(typed) and not Trial.objects.exists()
    page = text_of(a_trial(client, since="2026-03-09", until="2026-04-12"))
    trial = Trial.objects.get()
    assert trial.counts["proposed"]["hold"] > trial.counts["current"]["hold"] > 0
    assert f"<strong>{trial.counts['proposed']['hold']}</strong> of" in page
    assert "Tried on comments from March 9, 2026 to April 12, 2026." in page
    assert "Unknown: nobody decided" in page and page.count('class="chart__bar"') > 3
    order = ["which a moderator let stand", "nobody has decided", "would have let these through"]
    assert sorted(order, key=page.index) == order
    assert page.index("Would be held") < page.index("Missed: let through")
    assert "no check has seen" not in page and f"{past.posts[0].title}" not in page
    assert f"{trial.counts['looked_at']} comments looked at" in text_of(client.get(URL))
    options, selection = client.get(f"{URL}?trial={trial.pk}").context["forms"]
    assert options["links"].value() == 1 and selection["since"].value() == trial.since
    rule = client.get(f"/admin/moderation/rule/many_links/change/?trial={trial.pk}")
    assert rule.context["form"]["links"].value() == 1


LISTS = "/admin/moderation/screeninglist/"


def test_the_page_of_a_rule_compares_what_was_predicted_with_what_came(client):
    client.force_login(mona())
    PastComments(seed=1)
    url = "/admin/moderation/rule/many_links/change/"
    client.post(url, {"state": "shadow", "links": "1"})
    assert "What was predicted" not in client.get(url).text
    lead = re.search(r"stopped <strong>(\d+)</strong> of (\d+)", text_of(a_trial(client)))
    stopped, looked_at = map(int, lead.groups())
    post = a_post()
    for number in range(4):
        findings = [Finding(rule="many_links", version=1, verdict="shadow")] * (number == 0)
        a_comment(post, f"Number {number}.", findings=findings)
    page = " ".join(re.sub("<[^>]*>", " ", client.get(url).text).split())
    share = f"{stopped} of {looked_at} comments held or refused, {100 * stopped / looked_at:.1f} %."
    assert f"The last trial with these options : {share}" in page
    assert "shadow: 1 of 4 comments held or refused, 25.0 %. In the long run it is between" in page
    client.post(url, {"state": "shadow", "links": "2", "based_on": RuleChange.objects.get().pk})
    assert "What was predicted" not in client.get(url).text, "the trial had other options"


@pytest.mark.parametrize(
    ("kind", "lines", "stopped"),
    [
        ("phrases", "words 1\nWORDS 3\nnobody wrote this", lambda row: row["phrase"] in (1, 3)),
        pytest.param(
            *("links", "shop.example", lambda row: row["links"] > 0), marks=pytest.mark.one_database
        ),
    ],
)
def test_entries_of_a_list_are_tried_before_they_are_added(client, kind, lines, stopped):
    past = PastComments(seed=8)
    made = a_list(kind)
    client.force_login(mona())
    assert f"{LISTS}{made.pk}/try/" in client.get(f"{LISTS}{made.pk}/change/").text
    form = {"lines": lines, "effect": "refuse"}
    brought = client.post(f"{LISTS}{made.pk}/try/", form | {"show": "1"})
    assert lines in brought.text and "Imported comments too" in brought.text
    assert not Trial.objects.exists()
    page = text_of(client.post(f"{LISTS}{made.pk}/try/", form, follow=True))
    expected, _ = past.count(lambda row: stopped(row) and not row["staff"])
    counts = Trial.objects.get().counts
    assert counts["proposed"]["refuse"] == expected["stopped"] > 20
    assert counts["proposed"]["approved"] == expected["approved"] and counts["current"] is None
    assert f"<q>{lines.splitlines()[0]}</q>" in page and not made.entries.exists()
    refused = client.post(f"{LISTS}{made.pk}/try/", form | {"lines": ""})
    assert refused.status_code == 422 and Trial.objects.count() == 1
    assert f'action="{LISTS}{made.pk}/add/"' in page and f'value="{lines.split()[0]}' in page
    stored = Trial.objects.get().options["lines"]
    added = client.post(f"{LISTS}{made.pk}/add/", form | {"lines": "\n".join(stored)})
    assert {entry.text for entry in made.entries.all()} == set(lines.splitlines())
    assert {entry.effect for entry in made.entries.all()} == {"refuse"}
    assert added.url == f"{LISTS}{made.pk}/change/"


def test_a_trial_says_how_many_imported_were_left_out_and_takes_them_in(client):
    past = PastComments(seed=8, size=120)
    made = a_list()
    client.force_login(mona())
    post = past.posts[0]
    form = {"lines": "words 1\nWords  1", "effect": "hold", "post": post.get_absolute_url()}
    page = client.post(f"{LISTS}{made.pk}/try/", form | {"until": "2026-13-01"})
    assert page.status_code == 422 and "Words  1</textarea>" in page.text
    page = text_of(client.post(f"{LISTS}{made.pk}/try/", form, follow=True))
    rows = [row for row in past.rows if row["comment"].post == post]

    def counts(**selection):
        return past.count(
            lambda row: row["phrase"] == 1 and not row["staff"], rows=rows, **selection
        )[0]

    without, within = counts(), counts(imported=True)
    assert f"Not looked at: {without['imported']} imported." in page and "As it was set" not in page
    assert "1 line was merged with one that means the same: “Words 1”." in page
    assert within["looked_at"] > without["looked_at"]
    trial = Trial.objects.get()
    again = f"/admin/moderation/rule/listed_phrases/trials/{trial.pk}/again/"
    assert f'action="{again}"' in page
    page = text_of(client.post(again, {"with_imported": "on"}, follow=True))
    trial = Trial.objects.get(with_imported=True)
    assert trial.counts["looked_at"] == within["looked_at"] and trial.post == post
    assert f"<strong>{within['stopped']}</strong> of" in page and f"/{trial.pk}/again/" not in page
    entries, selection = client.get(f"{LISTS}{made.pk}/try/?trial={trial.pk}").context["forms"]
    assert entries["lines"].value() == "words 1" and entries["effect"].value() == "hold"
    assert selection["with_imported"].value() is True and selection["post"].value() == post.path
    of_another = client.get(f"{LISTS}{a_list().pk}/try/?trial={trial.pk}").context["forms"]
    assert not any(form.initial for form in of_another)


def test_a_trial_that_stops_nothing_begins_with_that(client):
    comment = a_comment(a_post(), "No link.", status="held", origin="one")
    Decision.objects.take("reject", comment, by=mona(), ground=HouseRule.objects.version("spam"))
    client.force_login(mona())
    page = text_of(a_trial(client, with_imported="on"))
    assert "stopped <strong>0</strong> of 1 comments" in page
    assert page.index("Would be held") < page.index("Missed: let through")


def test_the_chart_of_a_trial_over_years_names_the_years(client):
    for year in (2010, 2013):
        comment = a_comment(a_post(), f"In {year}.", origin=f"{year}")
        created = midnight_of(date(year, 7, 29))
        Comment.objects.filter(pk=comment.pk).update(created=created)
    client.force_login(mona())
    page = text_of(a_trial(client, with_imported="on"))
    assert ">Jul 2010</text>" in page and "26 Jul 2010: 0 as proposed" in page
    page = text_of(a_trial(client, with_imported="on", since="2013-01-01"))
    assert ">Jul 29</text>" in page


def test_a_list_that_was_changed_since_a_trial_is_compared_with_none(client):
    made = a_list()
    a_comment(a_post(), "A cheap one.", origin="one")
    client.force_login(mona())
    url = "/admin/moderation/rule/listed_phrases/change/"
    client.post(url, {"state": "shadow"})
    client.post("/admin/moderation/rule/listed_phrases/trials/", {"with_imported": "on"})
    assert "What was predicted" in client.get(url).text
    made.add({"cheap": "cheap"}, "hold", by=mona())
    assert "What was predicted" not in client.get(url).text


def test_entries_are_offered_after_a_trial_exactly_as_they_were_typed(client):
    lines = 'AT&amp;T "now" <b>\nit&apos;s cheap'
    made = a_list()
    client.force_login(mona())
    form = {"lines": lines, "effect": "hold"}
    page = client.post(f"{LISTS}{made.pk}/try/", form, follow=True).text
    assert unescape(re.search(r'name="lines" value="([^"]*)"', page)[1]) == lines


@pytest.mark.one_database
def test_a_list_that_is_stored_is_tried_while_its_rule_is_off():
    past = PastComments(seed=8)
    made = a_list()
    made.add({"words 2": "words 2"}, "hold", by=mona())
    expected = past.count(lambda row: row["phrase"] == 2 and not row["staff"])
    assert numbers(tried("listed_phrases")) == expected


@pytest.mark.one_database
def test_a_rule_of_the_moment_says_that_it_cannot_be_tried(client):
    client.force_login(mona())
    url = "/admin/moderation/rule/banned/trials/"
    assert "let it run in shadow instead" in text_of(client.get(url))
    assert "Try</button>" not in text_of(client.post(url)) and not Trial.objects.exists()
    assert client.get("/admin/moderation/rule/no_rule/trials/").status_code == 404


def test_a_trial_with_impossible_dates_or_posts_says_so(client):
    client.force_login(mona())
    answer = client.post(URL, {"links": "", "since": "2026-04-01", "until": "2026-03-01"})
    assert answer.status_code == 422 and "The last day is before the first." in text_of(answer)
    for days in ({"since": "0001-01-01"}, {"until": "9999-12-31"}):
        answer = client.post(URL, {"links": "3", **days})
        assert answer.status_code == 422 and "Ensure this value is" in text_of(answer)
    answer = client.post(URL, {"links": "3", "post": "/2026/nowhere/"})
    assert "There is no post with this URL." in text_of(answer) and 'value="3"' in text_of(answer)
    assert not Trial.objects.exists()


@pytest.mark.one_database
def test_a_moderator_of_some_comments_alone_tries_no_rule(client):
    trial = running.begin(rule_of("many_links"), {"links": 1}, by=mona())
    ModeratorScope.objects.create(user=milo(), kind="author", author=mona())
    client.force_login(milo())
    for url in (URL, f"{URL}{trial.pk}/", f"{URL}{trial.pk}/progress/"):
        assert client.get(url).status_code == 403
    assert client.post(f"{URL}{trial.pk}/again/").status_code == 403


def test_one_trial_runs_at_a_time_and_a_stopped_one_says_so(client):
    client.force_login(mona())
    waiting = Trial.objects.create(rule="many_links", options={"links": 1}, by=milo(), total=9)
    page = text_of(a_trial(client))
    assert "Another trial is still running." in page and "0 of 9" in page
    assert "0 of 9" in text_of(client.get(f"{URL}{waiting.pk}/progress/"))
    Trial.objects.update(moved=timezone.now() - timedelta(minutes=6))
    assert "stopped before its end" in text_of(client.get(f"{URL}{waiting.pk}/"))
    assert "comments looked at" in text_of(a_trial(client))
    assert client.get(f"{URL}{waiting.pk}/progress/")["HX-Refresh"] == "true"
    running.run(waiting.pk)  # as the next process does with what one that was killed left
    assert Trial.objects.get(pk=waiting.pk).is_over


@pytest.mark.one_database
def test_examples_that_were_erased_since_show_no_words(client):
    comment = a_comment(a_post(), "https://one.example https://two.example", origin="one")
    client.force_login(mona())
    page = text_of(a_trial(client, with_imported="on"))
    assert "https://one.example" in page
    comment.erase()
    trial = Trial.objects.get()
    page = text_of(client.get(f"{URL}{trial.pk}/"))
    assert "one.example" not in page and "Erased." in page


def test_a_trial_is_deleted_after_a_month(client):
    running.begin(rule_of("many_links"), {"links": 1}, by=mona())
    Trial.objects.update(created=timezone.now() - timedelta(days=29))
    assert dict(end_old_data())["Trials of checks dropped"] == 0
    Trial.objects.update(created=timezone.now() - timedelta(days=31))
    assert dict(end_old_data())["Trials of checks dropped"] == 1
    assert not Trial.objects.exists()


@pytest.mark.one_database
def test_the_command_says_what_a_rule_would_have_done(capsys):
    past = PastComments(seed=6, size=60)
    expected, _ = past.count(lambda row: row["links"] > 2 and not row["staff"])
    call_command("replay_screening", "many_links", option=["links=2"])
    printed = capsys.readouterr().out
    assert f"{expected['looked_at']} comments looked at" in printed
    assert f"{expected['stopped']};" in printed and f"{expected['erased']} not looked at" in printed
    for arguments in (["no_rule"], ["banned"], ["many_links", "--option=letters=3"]):
        with pytest.raises(CommandError):
            call_command("replay_screening", *arguments)
    assert not Trial.objects.exists()
