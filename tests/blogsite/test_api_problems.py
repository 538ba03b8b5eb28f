"""What the JSON API refuses: always a problem in JSON, never an error of ours, nothing stored."""

import json

import pytest
from django.apps import apps
from django.core.signing import Signer
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from blogsite.serving.charset import CharsetCheck
from posts.foreign_pages import find_or_make
from posts.models import OldAddress, Post, Site
from tests.cast import a_comment, a_conversation, a_page, a_post

pytestmark = pytest.mark.django_db


def problem(answer, status):
    assert answer.status_code == status, answer.content[:200]
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Cache-Control"] == "no-store" and not answer.cookies
    document = answer.json()
    assert document["status"] == status and document["title"] and document["detail"]
    return document


@pytest.fixture
def post():
    return a_post()


BAD_QUERIES = (
    *("?x=1", "?form=tree", "?form=flat&form=flat", "?order=best", "?format=xml", "?v=-1", "?v=x"),
    *("?cursor=", "?cursor=5", f"?cursor={'x' * 8_000}", "?cursor=%00", "?cursor=%ed%a0%80"),
    *("?v=99999999999999999999", f"?{'x' * 8_000}=1", "?page=2", "?format=html&form=nested"),
)


def test_a_query_that_is_not_understood_is_a_problem_that_names_it(post):
    for query in BAD_QUERIES:
        answer = Client().get(f"/api/v1/conversations/{post.pk}/{query}")
        assert answer.status_code == 400, query
        assert problem(answer, 400)["parameter"] in query


@pytest.mark.one_database
@pytest.mark.parametrize(("query", "charset"), [("q=%00", "utf-8"), ("q=a", "utf-16")])
def test_a_request_that_django_never_reads_is_a_problem_too(query, charset):
    hostile = {"QUERY_STRING": query, "CONTENT_TYPE": f"application/json; charset={charset}"}
    request, answers = RequestFactory().get("/api/v1/search/"), []
    (body,) = CharsetCheck(None)(request.environ | hostile, lambda *answer: answers.append(answer))
    ((status, headers),) = answers
    assert status == "400 Bad Request" and json.loads(body)["status"] == 400
    assert dict(headers)["Content-Type"] == "application/problem+json"


def test_a_cursor_is_good_for_its_own_list_alone(post):
    a_conversation(post, [None] * 60)
    a_conversation(other := a_post(), [None] * 60)
    following = Client().get(f"/api/v1/conversations/{post.pk}/").json()["next"]
    cursor = following.partition("cursor=")[2]
    assert Client().get(following).status_code == 200
    made_up = Signer(sep=".", salt="another").sign(f"{post.pk}oldest-5")
    for path in (
        f"conversations/{other.pk}/?cursor={cursor}",
        f"conversations/{post.pk}/?order=newest&cursor={cursor}",
        f"conversations/{post.pk}/?cursor={cursor[:-1]}",
        f"conversations/{post.pk}/?cursor={made_up}",
        f"comments/?cursor={cursor}",
        f"posts/?cursor={cursor}",
    ):
        assert problem(Client().get(f"/api/v1/{path}"), 400)["parameter"] == "cursor", path


def test_a_path_that_leads_nowhere_is_a_problem():
    for path in (
        *("v1/", "v1/nowhere/", "v2/posts/", "v1/posts/0/", "v1/posts/x/", "v1/comments/9/thread/"),
        *(f"v1/posts/{'9' * 30}/", "v1/posts/999999999999999999/", "v1/conversations/77777/"),
        *("v1/%00/", "v1/%ff/", f"v1/{'x' * 8_000}/", "v1/comments/77777/", "v1/posts/1/x/"),
    ):
        answer = Client().get(f"/api/{path}")
        assert answer.status_code == 404, path
        problem(answer, 404)


@pytest.mark.one_database
def test_a_method_that_is_not_taken_is_a_problem_that_says_which_is(post):
    client = Client(enforce_csrf_checks=True)
    for path, method, allowed in (
        (f"posts/{post.pk}/", "post", "GET"),
        ("posts/", "delete", "GET"),
        ("search/?q=x", "put", "GET"),
        ("counts/", "get", "POST"),
    ):
        answer = getattr(client, method)(f"/api/v1/{path}")
        problem(answer, 405)
        assert allowed in answer["Allow"]
    problem(client.post("/api/v1/nowhere/", {"body": "x"}), 404)


@pytest.mark.one_database
def test_a_removed_post_has_no_conversation_any_more(post):
    comment = a_comment(post)
    post.unpublish()
    problem(Client().get(f"/api/v1/conversations/{post.pk}/"), 404)
    problem(Client().get(f"/api/v1/comments/{comment.pk}/"), 404)
    assert Client().get("/api/v1/comments/").json() == {"comments": [], "next": None}


@pytest.mark.one_database
def test_a_host_of_elsewhere_and_a_huge_body_are_problems():
    problem(Client().get("/api/v1/posts/", headers={"Host": "evil.example"}), 400)
    problem(post_json(b" " * 300_000), 413)


@pytest.mark.one_database
def test_while_the_database_is_away_a_problem_says_when_to_come_back(post, monkeypatch):
    from django.db import OperationalError

    def away(*args, **kwargs):
        raise OperationalError

    monkeypatch.setattr(Post.objects.__class__, "get_queryset", away)
    answer = Client().get(f"/api/v1/conversations/{post.pk}/")
    assert "database" in problem(answer, 503)["detail"] and int(answer["Retry-After"]) > 0


def refused(path):
    """Return the first answer that a rate limit gives; a minute may begin meanwhile."""
    answers = (Client().get(path) for _ in range(130))
    return next(answer for answer in answers if answer.status_code == 429)


@pytest.mark.one_database
def test_what_is_refused_has_the_sentence_of_the_page():
    page, answer = refused("/search/?q=x"), refused("/api/v1/search/?q=x")
    detail = problem(answer, 429)["detail"]
    assert detail.startswith("You are searching too often. Try again in")
    assert int(answer["Retry-After"]) > 0
    assert detail.partition(" Try")[0] in page.text
    page = Client().get("/nowhere/").text
    missing = problem(Client().get("/api/v1/nowhere/"), 404)
    assert missing["title"] in page and missing["detail"] in " ".join(page.split())


# Counts


def post_json(body, content_type="application/json"):
    body = body if isinstance(body, bytes | str) else json.dumps(body)
    return Client(enforce_csrf_checks=True).post("/api/v1/counts/", body, content_type=content_type)


def test_counts_are_of_what_readers_see_in_the_order_of_the_urls(post):
    a_comment(post)
    a_comment(post)
    a_comment(post, status="held")
    path, page, draft = post.get_absolute_url(), a_page(), a_post()
    draft.unpublish()
    OldAddress.objects.add("/?p=7", post)
    OldAddress.objects.add("/old/", post)
    urls = {
        f"http://testserver{path}": 2,
        f"https://testserver{path}?x=1#y": 2,
        path: 2,
        "/old/": 2,
        page.get_absolute_url(): 0,
        draft.get_absolute_url(): None,
        f"https://elsewhere.example{path}": None,
        "/nowhere/": None,
        "/2010/13/45/x/": None,
        "": None,
        "http://[": None,
        "/\u0000/": None,
        "javascript:alert(1)": None,
    }
    answer = post_json({"urls": [*urls, path]})
    assert answer.status_code == 200 and not answer.cookies
    counts = [(each["url"], each["count"]) for each in answer.json()["counts"]]
    assert counts == [*urls.items(), (path, 2)]


def test_counts_are_of_pages_of_entered_sites_too_and_say_a_text():
    site = Site.objects.create(origin="https://harbour.example")
    note = find_or_make("https://www.harbour.example/note/")
    Post.objects.filter(pk=note.pk).update(comment_count=1_200)
    hidden = find_or_make("https://harbour.example/hidden/")
    hidden.unpublish()
    urls = {
        "http://harbour.example/note?utm_source=x#comments": (1_200, "1,200 responses"),
        "https://harbour.example/none": (None, None),
        "https://harbour.example/hidden": (None, None),
        "https://user@harbour.example/note": (None, None),
        "https://harbour.example/%zz": (None, None),
    }
    answer = post_json({"urls": list(urls)}).json()["counts"]
    assert {each["url"]: (each["count"], each["text"]) for each in answer} == urls
    site.delete()
    assert post_json({"urls": list(urls)[:1]}).json()["counts"][0]["count"] is None


def test_a_thousand_urls_take_four_queries(post):
    urls = [post.get_absolute_url(), "/about/"]
    urls += [f"/2010/07/{day:02}/post-{n}/" for day in range(1, 29) for n in range(35)]
    urls += [f"/page-{number}/" for number in range(9)]
    urls += [f"https://harbour.example/{number}" for number in range(9)]
    assert len(urls) == 1_000
    with CaptureQueriesContext(connection) as queries:
        answer = post_json({"urls": urls})
    assert len([each for each in queries if 'FROM "posts_' in each["sql"]]) == 4
    assert answer.json()["counts"][0]["count"] == 0


DEEP = "[" * 100_000
BAD_BODIES = (
    *(b" ", b"{", b"nul", b"\xff\xfe", b"[]", b'"urls"', b"{}", b'{"urls": 1}', b'{"urls": [1]}'),
    *(b'{"urls": [null]}', b'{"urls": {"a": "b"}}', b'{"urls": [], "x": 1}'),
    *(b'{"urls": [], "urls": []}', b'{"urls": [NaN]}', b'{"urls": ["\\ud800"]}'),
    *(DEEP.encode(), b'{"urls": ' + DEEP.encode(), b'{"a":' * 40_000, b"1" * 100_000),
    *(json.dumps({"urls": ["/"] * 1_001}).encode(), json.dumps({"urls": ["x" * 2_001]}).encode()),
)


@pytest.mark.one_database
@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_a_body_that_is_not_understood_is_a_problem(body):
    problem(post_json(body), 400)


@pytest.mark.one_database
def test_a_body_that_is_not_said_to_be_json_is_a_problem():
    for content_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        problem(post_json({"urls": []}, content_type), 415)


@pytest.mark.one_database
def test_asking_stores_nothing(post):
    a_comment(post)

    def sizes():
        return {model: model._default_manager.count() for model in apps.get_models()}

    before = sizes()
    post_json({"urls": [post.get_absolute_url(), "/nowhere/"]})
    for path in ("posts/", "comments/", f"conversations/{post.pk}/", "search/?q=said", "x/"):
        Client().get(f"/api/v1/{path}")
    assert sizes() == before
