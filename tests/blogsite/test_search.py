"""Search: equal results on both databases, published text only, never an error."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.limits import SEARCH
from accounts.models import Person
from blogsite.search.query import search
from comments.models import Comment
from posts.models import Post
from tests.cast import a_comment, a_page, a_post, alice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limit(monkeypatch):
    """Let a test search more often in a minute than a reader does."""
    many = replace(SEARCH, per_network=10**9, per_wide_network=10**9, site_wide=None)
    monkeypatch.setattr("blogsite.search.views.SEARCH", many)


@pytest.fixture
def library():
    """Return names of what was written, by primary key."""
    texts = {
        "kiln": ("The kiln at Alder Falls", "<p>A kiln is fired at 1,280 degrees, slowly.</p>"),
        "school": ("École buissonnière", "<p>Über die <em>Straße</em> zum Café &amp; zurück.</p>"),
        "ducks": ("Ducks", '<p>The kilns are cold. <a href="/zebra/">Ducks</a> swim.</p>'),
        "code": ("Snippets", "<pre><code>snake_case != kebab-case; 3x5</code></pre>"),
        "greek": ("Ὀδύσσεια", "<p>Слово и дело. 你好 世界</p>"),
    }
    named = {}
    for name, (title, body) in texts.items():
        post = a_post(title, body)
        named["post", post.pk] = name
    first = Post.objects.order_by("pk").first()
    for name, body in {
        "said kiln": "My **kiln** broke; I fired it too soon.",
        "said ducks": "Ducks! Everywhere *ducks*, on the road and in the road.",
        "said <b>": "I typed <b>bold</b> and `strong` words & more.",
    }.items():
        named["comment", a_comment(first, body).pk] = name
    return named


ANSWERS = {
    "kiln": ["kiln", "ducks", "said kiln"],
    "KILN": ["kiln", "ducks", "said kiln"],
    "kil": ["kiln", "ducks", "said kiln"],
    "ki": [],
    "kiln fired": ["kiln", "said kiln"],
    "fired KILN soon": ["said kiln"],
    "kiln ducks": ["ducks"],
    "ducks": ["ducks", "said ducks"],
    "1,280": ["kiln"],
    "280": ["kiln"],
    "école": ["school"],
    "ÉCOLE": ["school"],
    "ecole": [],
    "straße": ["school"],
    "café zurück": ["school"],
    "amp": [],
    "em": [],
    "href": [],
    "zebra": [],
    "strong": ["said <b>"],
    "bold": ["said <b>"],
    "snake_case": ["code"],
    "kebab case": ["code"],
    "3x5": ["code"],
    "слово": ["greek"],
    "世界": ["greek"],
    "ὀδύσσεια": ["greek"],
    "alder falls": ["kiln"],
    "nothing like it": [],
    "": [],
    "   ": [],
    "!!! ???": [],
    "kiln OR ducks": [],
    "kiln*": ["kiln", "ducks", "said kiln"],
    '"kiln" NOT ducks': [],
    "in the road": ["said ducks"],
}


def test_a_query_finds_the_same_on_both_databases(library):
    answers = {
        query: [library[one.kind, one.item.pk] for one in search(query)] for query in ANSWERS
    }
    assert answers == ANSWERS


def test_a_match_is_marked_in_its_context_and_escaped(client, library):
    page = client.get("/search/", {"q": "fired degrees"}).text
    assert "<mark>fired</mark>" in page and "<mark>degrees</mark>," in page
    page = client.get("/search/", {"q": "bold"}).text
    assert "<mark>bold</mark>" in page and "<b>" not in page
    page = client.get("/search/", {"q": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in page


def test_a_result_says_whether_it_is_a_post_or_a_page(client):
    a_post("Ducks", "<p>They dive.</p>")
    a_page(title="Imprint", body="<p>Nobody dives.</p>")
    page = " ".join(client.get("/search/", {"q": "dive"}).text.split())
    facts = re.findall(r'<p class="found__facts"> (Post,|Page) ', page)
    assert sorted(facts) == ["Page", "Post,"]


def results_for(words="wolverine"):
    return [(one.kind, one.item.pk) for one in search(words)]


def test_search_finds_comments_only_while_they_are_published():
    comment = a_comment(a_post(), "A wolverine, here.")
    at = [("comment", comment.pk)]
    assert results_for() == at
    for step, shows in (
        (comment.hold, False),
        (comment.approve, True),
        (comment.remove, False),
        (comment.restore, True),
        (comment.withdraw, False),
    ):
        step()
        assert results_for() == (at if shows else [])


def test_search_does_not_find_a_held_comment():
    a_comment(a_post(), "A wolverine, here.", status=Comment.Status.HELD)
    assert results_for() == []


def test_search_finds_an_edited_comment_by_its_new_text_only():
    comment = a_comment(a_post(), "A wolverine, here.")
    comment.edit("A badger, I think.")
    assert results_for() == []
    assert results_for("badger") == [("comment", comment.pk)]


def test_search_finds_nothing_under_an_unpublished_post():
    post = a_post("Wolverine")
    a_comment(post, "A wolverine, here.")
    assert len(results_for()) == 2
    post.unpublish()
    assert results_for() == []
    post.publish(at=timezone.now() + timedelta(hours=1))
    assert results_for() == []


def test_search_finds_a_changed_post_by_its_new_text_only():
    post = a_post("Wolverine", "<p>A wolverine.</p>")
    post.title = "Badger"
    post.write("<p>A badger.</p>")
    post.save()
    assert (results_for(), results_for("badger")) == ([], [("post", post.pk)])


def test_search_finds_imported_comments_and_posts():
    post, person = a_post(), Person.objects.of(alice())
    draft = Comment(author=person, name="Alice", status="published", created=timezone.now())
    draft.write("A wolverine, imported.")
    Comment.objects.build(post, [draft])
    assert results_for() == [("comment", draft.pk)]


def test_search_finds_nothing_of_deleted_rows():
    comment = a_comment(a_post(), "A wolverine, here.")
    Comment.objects.filter(pk=comment.pk).delete()
    other = a_comment(a_post(), "Something else.")
    assert results_for() == [] and other.pk


HOSTILE = [
    "'; DROP TABLE posts_post; --",
    '"unbalanced',
    "a:*",
    "kiln & ! |",
    "NEAR(kiln, 2)",
    "title:kiln",
    "^kiln",
    "(((((",
    "\x00kiln",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "é" * 5_000,
    "a " * 5_000,
    "%",
    "_",
    "\\",
    "{}{0}",
    "<mark>",
]


def test_no_typed_query_breaks_the_search_page(client, library):
    for query in HOSTILE:
        assert client.get("/search/", {"q": query}).status_code == 200, query


def test_an_unknown_page_is_answered_with_404(client, library):
    for number in ("0", "-1", "x", "9" * 30, "٣", "2"):
        assert client.get("/search/", {"q": "kiln", "page": number}).status_code == 404, number


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
def test_any_text_typed_into_search_is_answered(library, query):
    search(query)


def test_raw_bytes_in_the_url_of_search_are_answered(client):
    assert client.get("/search/?q=%ff%fe&page=1").status_code == 200
    assert client.get("/search/?q=%00").status_code == 200


def test_a_search_for_a_common_word_has_a_bounded_cost(django_assert_max_num_queries):
    post, person = a_post(), Person.objects.of(alice())
    drafts = []
    for number in range(600):
        draft = Comment(author=person, name="A", status="published", created=timezone.now())
        draft.write(f"The road was long {number}.")
        drafts.append(draft)
    Comment.objects.build(post, drafts)
    # On SQLite without a transaction, which would wait for writers.
    with django_assert_max_num_queries(2 if connection.vendor == "sqlite" else 7):
        assert len(search("the road")) == 300


AMONG_MANY = {
    "road": [*range(40)],
    "the road": [*range(40)],
    "ro the": [],
    "road otters": [1, 21],
    "otters": [1, 21],
    "roadside": [3, 13, 23, 33],
    "roads the": [3, 13, 23, 33],
    "at road": [*range(0, 40, 2)],
    "東京 road": [*range(0, 40, 4)],
    "京都": [],
    "wendela": [],
}


def test_words_of_many_texts_are_found_as_others_are(monkeypatch):
    monkeypatch.setattr("posts.models.common_terms.SAMPLE_ROWS", 20)
    post = a_post()
    for number in range(40):
        words = ["The road"]
        words += ["at"] * (number % 2 == 0) + ["東京"] * (number % 4 == 0)
        words += ["otters"] * (number % 20 == 1) + ["roadside"] * (number % 10 == 3)
        a_comment(post, " ".join(words), name=f"Wendela {number}", by=alice())
    numbers = {
        query: sorted(int(result.item.name.split()[1]) for result in search(query))
        for query in AMONG_MANY
    }
    assert numbers == AMONG_MANY


def test_a_search_that_takes_too_long_says_so(client, monkeypatch):
    monkeypatch.setattr("blogsite.search.query.MAX_MILLISECONDS", 50)
    a_post("Wolverine")

    def slowly(execute, sql, params, *others):
        if "tsvector" in sql:
            sql, params = "SELECT pg_sleep(60)", None
        return execute(sql, params, *others)

    with connection.execute_wrapper(slowly):
        page = client.get("/search/", {"q": "wolverine"})
        answer = client.get("/api/v1/search/", {"q": "wolverine"})
    is_limited = connection.vendor == "postgresql"  # SQLite finds the newest without reading all
    assert page.status_code == 200
    assert ("took too long" in page.text) == is_limited
    assert ("Wolverine" in page.text) == (not is_limited)
    assert answer.status_code == (503 if is_limited else 200)
    assert len(search("wolverine")) == 1


def test_a_search_uses_the_index_even_for_few_posts():
    a_post("Wolverine")
    with CaptureQueriesContext(connection) as queries:
        assert results_for()
    explain = "EXPLAIN QUERY PLAN SELECT" if connection.vendor == "sqlite" else "EXPLAIN SELECT"
    plans = []
    with transaction.atomic(), connection.cursor() as cursor:
        for query in queries:
            if query["sql"].startswith("S") and "SAVEPOINT" not in query["sql"]:
                cursor.execute(query["sql"].replace("SELECT", explain, 1))
                plans += cursor.fetchall() if cursor.description else []
    for index in ("search_posts", "search_comments"):
        assert any(index in str(step) for step in plans)


def test_many_results_of_a_search_are_paginated(client, library):
    post = a_post()
    for number in range(30):
        a_comment(post, f"Otters {number}", by=alice())
    with CaptureQueriesContext(connection) as queries:
        first = client.get("/search/", {"q": "otters"}).text
    assert len(queries) < 15, "none for each of thirty comments"
    second = client.get("/search/", {"q": "otters", "page": "2"}).text
    assert first.count("<mark>Otters</mark>") == 20 and second.count("<mark>Otters</mark>") == 10
    assert "q=otters&amp;page=2" in first


@pytest.mark.parametrize(
    ("words", "advice"), [("zebra", "this word"), ("zebra kiln", "fewer words")]
)
def test_a_search_without_results_suggests_what_to_try(client, library, words, advice):
    page = client.get("/search/", {"q": words}).text
    assert "No post or comment contains" in page and advice in page
