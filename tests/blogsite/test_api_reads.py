"""What the JSON API shows: the same that pages show, and nothing else."""

import json
import re

import pytest
from django.test import Client
from django.utils.html import strip_tags

from accounts.models import Person
from blogsite.pagecache.store import pages
from comments.conversation_part import MAX_COMMENTS
from comments.models import Comment
from moderation.models import Decision
from posts.models import Post, Tag
from tests.cast import NEWER, a_comment, a_conversation, a_page, a_post, alice, bob, edda, mona
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


def read(path, status=200, **headers):
    pages.clear()
    answer = Client().get(path, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer["Content-Type"] == f"application/{'' if status == 200 else 'problem+'}json"
    return answer.json()


def conversation(post, query=""):
    return read(f"/api/v1/conversations/{post.pk}/{query}")


def all_parts(path):
    """Return the comments of all parts of a list."""
    comments = []
    while path:
        part = read(path)
        comments += part["comments"]
        path = part["next"]
    return comments


def a_lively_conversation(post):
    """Store comments of all statuses, with and without replies; return some of them."""
    root = a_comment(post, "The first one. <b>Bold</b> & more.", by=edda())
    reply = a_comment(post, "An answer.", parent=root, by=bob())
    a_comment(post, "An answer to that.", parent=reply)
    removed = a_comment(post, "SECRET removed words", name="Rude Ruth")
    a_comment(post, "Why is it gone?", parent=removed)
    Decision.objects.take("remove", removed, by=mona(), ground=a_rule())
    held = a_comment(post, "SECRET held words", status="held", email="held@mail.example")
    lonely = a_comment(post, "SECRET alone", name="Lone Lu")
    lonely.withdraw()
    Comment.objects.filter(pk=reply.pk).update(recommendation_count=3)
    Decision.objects.take("pick", reply, by=edda())
    reply.add("And one thing more.")
    return root, reply, removed, held, lonely


# What stands between the marks of the page, for each comment of it.
ARTICLE = re.compile(r'<article\s+id="comment-(\d+)".*?</article>', re.DOTALL)


def test_a_conversation_holds_the_comments_of_the_page_in_its_order(post):
    a_lively_conversation(post)
    a_conversation(post, [None, 0, 1, 1, None, 4])
    page = Client().get(f"{post.get_absolute_url()}?v={NEWER}").text
    on_page = {int(match[1]): match[0] for match in ARTICLE.finditer(page)}
    answer = conversation(post)
    assert [comment["id"] for comment in answer["comments"]] == list(on_page)
    assert f'data-count="{answer["count"]}"' in page
    for comment in answer["comments"]:
        html = on_page[comment["id"]]
        assert f'data-level="{comment["level"]}"' in html
        assert f'data-status="{comment["status"]}"' in html
        if comment["status"] == "published":
            author = comment["author"]
            assert author["name"] in html and author["mark"] in html
            assert f'datetime="{comment["created"]}"' in html and comment["html"] in html
            assert f"({comment['recommendations']})" in html or not comment["recommendations"]
        else:
            assert comment["reason"] in html and "removed this comment" in comment["reason"]
        assert (f'comment__number">{comment["number"]}<' in html) == (comment["level"] == 0)


@pytest.mark.one_database
def test_words_that_readers_do_not_see_are_in_no_answer(post):
    _root, reply, removed, held, lonely = a_lively_conversation(post)
    person = Person.objects.of(alice())
    of_comments = [f"comments/{comment.pk}/" for comment in (reply, removed)]
    of_post = [f"conversations/{post.pk}/", f"posts/{post.pk}/"]
    for path in (*of_post, *of_comments, "comments/", "posts/", "search/?q=SECRET"):
        text = json.dumps(read(f"/api/v1/{path}"))
        for secret in ("SECRET removed", "SECRET held", "SECRET alone", "Rude Ruth", "@"):
            assert secret not in text, path
        assert str(person.key) not in text and "status/" not in text
    for gone in (held, lonely):
        problem = read(f"/api/v1/comments/{gone.pk}/", 404)
        assert problem["detail"] == "That comment is not there."


@pytest.mark.one_database
def test_replies_are_within_what_they_answer_when_asked_for_nested(post):
    a_conversation(post, [None, 0, 1, 0, None, *range(4, 12)])
    flat, roots = conversation(post), conversation(post, "?form=nested")["comments"]
    walked, deepest = [], 0
    stack = [(root, 0) for root in reversed(roots)]
    while stack:
        comment, depth = stack.pop()
        walked.append(comment["id"])
        deepest = max(deepest, depth)
        stack += [(reply, depth + 1) for reply in reversed(comment["replies"])]
    assert walked == [comment["id"] for comment in flat["comments"]]
    assert deepest == 6 and max(comment["level"] for comment in flat["comments"]) == 8


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_parts_hold_each_comment_once_while_others_write(post, order):
    a_conversation(post, [None] * 120)
    late = a_comment(post, "Late.", status="held")
    stored = {c.pk for c in Comment.objects.published()}
    read_ids, path = [], f"/api/v1/conversations/{post.pk}/?order={order}"
    while path:
        part = read(path)
        read_ids += [comment["id"] for comment in part["comments"]]
        path = part["next"]
        a_comment(post, "Meanwhile.")
        late.refresh_from_db()
        if late.status == "held":
            late.approve()
    assert len(read_ids) == len(set(read_ids)) and stored <= set(read_ids)
    numbers = dict(Comment.objects.values_list("pk", "number"))
    assert [numbers[pk] for pk in read_ids] == sorted(
        (numbers[pk] for pk in read_ids), reverse=order == "newest"
    )


def test_a_part_holds_whole_trees_up_to_a_thousand_comments(post):
    tree = [None, *[0] * (MAX_COMMENTS // 2)]
    second = [None, *[len(tree)] * (MAX_COMMENTS // 2)]
    a_conversation(post, [*tree, *second, None])
    sizes, path = [], f"/api/v1/conversations/{post.pk}/"
    while path:
        part = read(path)
        sizes.append(len(part["comments"]))
        path = part["next"]
    assert sizes == [len(tree), len(second) + 1]


@pytest.mark.one_database
def test_how_many_queries_it_takes_depends_on_no_number(post, django_assert_num_queries):
    a_conversation(post, [None, 0, 1])
    for path, queries in (
        (f"conversations/{post.pk}/", 6),
        (f"comments/{Comment.objects.last().pk}/", 5),
        ("comments/", 5),
        ("posts/", 4),
    ):
        for _ in range(2):
            pages.clear()
            with django_assert_num_queries(queries, info=path):
                Client().get(f"/api/v1/{path}")
            a_conversation(post, [None, 0, 1] * 10)
            a_post()


def test_posts_and_pages_are_listed_as_on_the_front_page(post):
    post.tags.add(Tag.objects.named(["Frost"])[0])
    about, draft = a_page(), Post.objects.create(title="Not yet", slug="x", author=edda())
    for _ in range(24):
        a_post()
    first = read("/api/v1/posts/")
    second = read(first["next"])
    listed = [each["id"] for part in (first, second) for each in part["posts"]]
    assert listed == list(Post.objects.listed().newest_first().values_list("pk", flat=True))
    assert second["next"] is None and {about.pk, draft.pk}.isdisjoint(listed)
    whole = read(f"/api/v1/posts/{post.pk}/")
    assert (whole["title"], whole["tags"], whole["author"]) == (post.title, ["Frost"], "Edda")
    assert whole["url"] == f"http://testserver{post.get_absolute_url()}"
    assert whole["text"] == strip_tags(whole["html"]) == "It came early this year."
    assert read(f"/api/v1/posts/{about.pk}/")["title"] == "About us"
    assert read(f"/api/v1/posts/{draft.pk}/", 404)["status"] == 404


def test_the_newest_comments_of_all_posts_are_listed_in_parts(post):
    other = a_post("The second frost")
    for place in (post, other):
        a_lively_conversation(place)
        a_conversation(place, [None] * 30)
    listed = all_parts("/api/v1/comments/")
    published = Comment.objects.published().order_by("-published_at", "-pk")
    assert [comment["id"] for comment in listed] == [comment.pk for comment in published]
    assert {(c["post"], c["post_title"]) for c in listed} == {
        (place.pk, place.title) for place in (post, other)
    }
    assert {c["author"]["mark"] for c in listed} == {"", "Author"}
    (picked, _other) = [c for c in listed if c["is_picked"]]
    assert [addition["text"] for addition in picked["additions"]] == ["And one thing more."]


def test_search_finds_what_the_page_finds(post):
    for number in range(25):
        a_comment(post, f"Snow and ice, {number} times.")
    a_comment(post, "Ice is held.", status="held")
    first = read("/api/v1/search/?q=ice")
    second = read(first["next"])
    assert (first["count"], len(first["results"]), len(second["results"])) == (25, 20, 5)
    assert second["next"] is None
    (one, *_others) = first["results"]
    assert [part["text"] for part in one["excerpt"] if part["is_match"]] == ["ice"]
    assert read("/api/v1/search/?q=ice&page=3", 404)["detail"] == "There is no such page."


def test_the_conversation_of_a_url_is_found_also_of_an_earlier_one(post):
    a_comment(post)
    path = post.get_absolute_url()
    post.move_to("another-slug")
    post.refresh_from_db()
    for url in (post.get_absolute_url(), path, f"http://testserver{path}?utm_source=x#top"):
        answer = Client().get("/api/v1/conversations/", {"url": url}).json()
        assert (answer["id"], answer["count"]) == (post.pk, 1), url
    for url in (f"http://elsewhere.example{path}", "/nowhere/", "javascript:1", "//[", "x"):
        answer = Client().get("/api/v1/conversations/", {"url": url})
        assert (answer.status_code, answer.json()["parameter"]) == (404, "url"), url


@pytest.mark.one_database
def test_a_closed_conversation_says_why_nobody_can_comment():
    post = a_post(comment_mode="closed")
    answer = conversation(post)
    assert not answer["is_open"]
    assert answer["closed_reason"] == "Comments under this post are closed."


@pytest.mark.one_database
def test_answers_are_the_same_for_everybody_and_are_confirmed_by_one_query(
    client, post, django_assert_num_queries
):
    a_comment(post, by=alice())
    client.force_login(alice())
    path = f"/api/v1/conversations/{post.pk}/"
    own, public = client.get(path), Client().get(path)
    assert own.content == public.content and not own.cookies
    assert "Cookie" not in own["Vary"] and "public" in own["Cache-Control"]
    for page in pages.pages.values():
        page.fresh_until = 0
    with django_assert_num_queries(1):
        again = Client().get(path, headers={"If-None-Match": own["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    a_comment(post)
    assert Client().get(f"{path}?v={NEWER}").json()["count"] == 2


@pytest.mark.one_database
def test_a_version_that_is_asked_for_makes_no_page_of_its_own(post):
    pages.clear()
    for version in range(1, 5):
        Client().get(f"/api/v1/conversations/{post.pk}/?v={version}")
    assert len(pages.pages) == 1


@pytest.mark.one_database
def test_a_conversation_comes_as_html_whose_links_lead_here(post):
    root, *_others = a_lively_conversation(post)
    answer = Client().get(f"/api/v1/conversations/{post.pk}/?format=html")
    assert answer["Content-Type"] == "text/html; charset=utf-8"
    page = Client().get(f"{post.get_absolute_url()}?v={NEWER}").text
    assert ARTICLE.findall(answer.text) == ARTICLE.findall(page)
    assert "SECRET" not in answer.text and "csrf" not in answer.text
    urls = re.findall(r'(?:href|src)="([^"]*)"', answer.text)
    assert f"http://testserver/comments/{root.pk}/reply/" in urls
    assert [url for url in urls if not url.startswith("http://testserver/")] == []


@pytest.mark.one_database
def test_a_tombstone_without_a_ground_has_the_reason_of_the_page(post):
    own = a_comment(post, "SECRET words")
    a_comment(post, "Why is it gone?", parent=own)
    own.withdraw()
    tombstone, _reply = conversation(post)["comments"]
    assert tombstone["reason"] and tombstone["reason"] in Client().get(post.get_absolute_url()).text
    assert read(f"/api/v1/comments/{own.pk + 1}/")["comments"][0] == tombstone
