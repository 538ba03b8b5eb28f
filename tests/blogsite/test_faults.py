"""Faults against a running server; the long versions are in benchmarks/faults.py."""

import itertools
import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from uuid import UUID, uuid4

import pytest

from comments.models import Comment
from comments.tree_check import audit
from moderation.models import Rule
from tests.cast import a_comment, a_post
from tests.concurrent_users import (
    decide_at_once,
    decisions_per_comment,
    held_comments,
    kept_comment,
    report_from_networks,
    reported,
    slow_senders,
)
from tests.fault_injection import (
    AUDIT,
    CREATE_POST,
    MODES,
    MountDenied,
    in_site,
    incompressible_bodies,
    own_postgresql,
    restart,
    small_disk,
    start,
    stop,
    write_during,
    write_until_full,
)
from tests.site_server import site_server, small_site

pytestmark = pytest.mark.slow

SERVER_SETTINGS = {"TRUSTED_PROXIES": "127.0.0.1"}


@pytest.fixture
def site(shared_site):
    return shared_site


def form_of(post):
    return f"{post.get_absolute_url()}respond/"


def test_killing_workers_loses_and_doubles_no_comment(database_url, tmp_path):
    def kill():
        for turn in range(4):
            time.sleep(0.5)
            # Sometimes the one that has just started: then granian itself ends, and starts again.
            site.kill_worker(-(turn % 2))
            site.wait()

    with site_server(database_url, tmp_path / "log") as site:
        sent = write_during(site, form_of(a_post()), kill)
    assert sorted(Comment.objects.values_list("body", flat=True)) == sorted(sent)
    assert list(audit(repair=False)) == []


def test_one_form_sent_twenty_times_at_once_is_one_comment(site):
    post = a_post()
    browser, key = site.browser(), uuid4()
    browser.open(form_of(post))
    with ThreadPoolExecutor(20) as pool:
        answers = list(
            pool.map(lambda _: browser.comment(form_of(post), "Frost.", key=key), range(20))
        )
    assert {answer.status for answer in answers} == {303}
    assert Comment.objects.count() == 1
    other = browser.comment(form_of(post), "Other words.", key=key)
    assert other.status == 409 and "Other words." in other.text


def remove(comment):
    comment.remove()


def close_branch(comment):
    comment.close_branch()


def close_post(comment):
    type(comment.post).objects.filter(pk=comment.post_id).update(comment_mode="closed")


def test_a_change_while_somebody_writes_gives_the_text_back(site):
    for happens in (remove, close_branch, close_post):
        comment = a_comment(a_post())
        browser, path = site.browser(), f"/comments/{comment.pk}/reply/"
        browser.open(path)
        happens(comment)
        answer = browser.comment(path, "Long thought about.")
        assert 400 <= answer.status < 500, happens
        assert "Long thought about." in answer.text
    assert Comment.objects.count() == 3


BAD_BYTES = ["%00", "%ED%A0%80", "%FF%FE", "%C0%AF", "%E2%80%AE" * 3 + "%00"]


FIELDS = ("name", "email", "body", "key")
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_bytes_that_are_not_utf8_are_refused_in_every_field(site):
    browser, path = site.browser(), form_of(a_post())
    browser.open(path)
    for field, bad in itertools.product((*FIELDS, "unknown"), BAD_BYTES):
        fields = {"name": "Wendela", "email": "", "body": "Kept.", "key": str(uuid4())}
        fields[field] = f"x{bad}y"
        form_fields = {"csrfmiddlewaretoken": browser.token} | fields
        form = "&".join(f"{name}={value}" for name, value in form_fields.items())
        answer = browser.ask("POST", path, form, **FORM)
        is_ignored = field == "unknown" and answer.status == 303
        assert 400 <= answer.status < 500 or is_ignored, (field, bad, answer.status)
        browser.cookies.pop("soundoff_guest", None)


@pytest.mark.one_database  # it is about HTTP
def test_far_too_long_fields_are_refused_in_every_form(site):
    browser, path = site.browser(), form_of(a_post())
    browser.open(path)
    for field, megabytes in itertools.product(FIELDS, (1, 3)):
        fields = {"name": "W", "body": "B", "key": str(uuid4())}
        assert browser.post(path, **fields | {field: "x" * megabytes * 2**20}).status == 413
    assert site.answers()


ABSURD = [
    *("/2010/02/30/x/", "/0000/00/00/x/", "/9999/99/99/x/", "/2010/07/29/%00/", "/%ff/"),
    *("/comments/0/", f"/comments/{10**30}/", "/comments/-1/", "/comments/%D9%A1/"),
    *("/status/%00/", "/status/" + "x" * 5000 + "/", "/reports/x/", "/?page=" + "9" * 5000),
    *("/?page=%D9%A1", "/me/?post=" + "9" * 50, "/me/?post=%00", "/feed/%00", "/media/../../x"),
    *("/comments/1/reply/?x=%ff", "/accounts/login/?next=%00", "/admin/x%00y/"),
]


@pytest.mark.one_database  # it is about HTTP
def test_malformed_urls_are_answered_with_a_reason(site):
    for path in ABSURD:
        assert site.browser().get(path).status < 500, path


def test_a_chain_of_a_thousand_replies_takes_another_and_is_readable(site):
    post = a_post()
    chain, parent = [], None
    first = a_comment(post)
    draft = dict(author=first.author, name="Wendela", created=first.created, status="published")
    for number in range(999):
        reply = Comment(**draft, published_at=first.created, parent=parent or first)
        reply.write(f"Reply {number}.")
        chain.append(reply)
        parent = reply
    Comment.objects.build(post, chain)
    answer = site.browser().comment(f"/comments/{chain[-1].pk}/reply/", "The thousandth.")
    assert answer.status == 303
    page = site.browser().get(f"/comments/{first.pk}/thread/").text
    assert page.count('<article id="comment-') == 1001 and "The thousandth." in page
    assert deepest(page) < 100


def deepest(page):
    depth = most = 0
    for piece in page.split("<div")[1:]:
        depth += 1
        most = max(most, depth)
        depth -= piece.count("</div>")
    return most


@pytest.mark.one_database  # it is about HTTP
def test_two_hundred_slow_senders_do_not_delay_other_readers(site):
    path = a_post().get_absolute_url()
    times = []
    with slow_senders(site, f"{path}respond/", 200):
        for url in [path, f"{path}respond/"] * 15:
            started = time.monotonic()
            assert site.browser().get(url).status == 200
            times.append(time.monotonic() - started)
    assert sorted(times)[-2] < 5


def test_a_full_disk_gives_the_text_back_and_pages_stay_readable(disk, tmp_path):
    post = in_site(disk.url, CREATE_POST).strip()
    bodies = incompressible_bodies(500)
    with small_site(disk.url, tmp_path / "log") as site:
        assert site.browser().comment(f"{post}respond/", bodies[0], key=UUID(int=0)).status == 303
        disk.fill(site)
        failed, answer = write_until_full(site, f"{post}respond/", bodies)
        assert answer.status == 503 and answer.headers["Retry-After"]
        assert bodies[failed] in answer.text
        assert {site.browser().get(path).status for path in (post, f"{post}?v=1", "/")} == {200}
        disk.free(site)
        again = site.browser().comment(f"{post}respond/", bodies[failed], key=UUID(int=failed))
        assert again.status == 303
    assert json.loads(in_site(disk.url, AUDIT)) == [sorted(bodies[: failed + 1]), 0]


@pytest.fixture
def disk(vendor):
    try:
        with small_disk(vendor) as disk:
            yield disk
    except MountDenied:
        pytest.skip("a full disk under PostgreSQL wants to be mounted, and mounting is denied")


def test_of_two_moderators_at_one_item_only_one_decides(site):
    for answers in decide_at_once(site, *held_comments(8)):
        first, other = sorted(answers, key=lambda answer: answer.status)
        assert (first.status, other.status) == (302, 409)
        assert "was first" in other.text
    assert decisions_per_comment() == [1] * 8


def test_many_new_reporters_cannot_hide_a_kept_comment(site):
    comment = kept_comment()
    report_from_networks(site, comment, 12)
    assert reported(comment) == ["published", 12, 12]


REFUSED_NAMES = ["Edda", "\u0415dd\u0430", "E\u200bdda", "moderator", "Reply"]
HONEST_NAMES = ["Zoë Brontë", "Владимир", "山田花子", "O’Neill-Ødegård", "محمد", "Nguyễn Thị Hương"]
MARKS = "\u0301\u0302\u0303\u0304" * 10
HIDDEN = re.compile("[\u200b\u202a-\u202e\u2066-\u2069\ufeff]|[\u0300-\u036f]{4}")


def test_deceptive_text_is_cleaned_or_refused_and_real_names_pass(site):
    path = form_of(a_post())

    def post_as(name, body):
        return site.browser().comment(path, body, name=name)

    for name in REFUSED_NAMES:
        answer = post_as(name, f"Frost, says {name!a}.")
        assert 400 <= answer.status < 500, name
        assert f"Frost, says {name!a}." in unescape(answer.text), name
    for name in HONEST_NAMES:
        assert post_as(name, f"Snow, says {name}.").status == 303, name
    for number, dirt in enumerate(["\u202e", "\u2066", "\u200b" * 3, "\ufeff", MARKS]):
        post_as(f"Wen{dirt}dela", f"Ice {number}, {dirt}thin.")
    stored = list(Comment.objects.values_list("name", "body_html"))
    assert set(HONEST_NAMES) <= {name for name, _ in stored}
    assert not [row for row in stored if HIDDEN.search("".join(row))]


def test_a_screening_rule_that_fails_holds_the_comment(site):
    post = a_post()
    Rule.objects.create(code="many_links", options={"links": "three"})
    browser = site.browser()
    answer = browser.comment(form_of(post), "See https://a.example and https://b.example.")
    assert answer.status == 303
    assert Comment.objects.get().status == "held"
    assert "A check is unavailable" in browser.get(f"/me/?post={post.pk}").text


def test_a_cached_page_is_readable_while_the_database_is_away(tmp_path):
    with own_postgresql() as (server, url):
        path = in_site(url, CREATE_POST).strip()
        with small_site(url, tmp_path / "log", DATABASE_WAIT="1") as site:
            page = site.browser().get(path)
            stop(server)
            for _ in range(3):
                answer = site.browser().get(path)
                assert (answer.status, answer.body) == (200, page.body)
                time.sleep(1.1)  # a page is not asked about for a second
            assert site.browser().get(f"{path}?page=2").status == 503
            start(server)
            site.wait()


def test_a_database_that_restarts_under_load_loses_nothing(tmp_path):
    with own_postgresql() as (server, url):
        path = in_site(url, CREATE_POST).strip() + "respond/"
        with site_server(url, tmp_path / "log") as site:
            sent = write_during(site, path, lambda: [restart(site, server, m) for m in MODES])
        assert json.loads(in_site(url, AUDIT)) == [sorted(sent), 0]
