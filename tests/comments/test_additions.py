"""Additions to a comment: separate text with a mark that nobody can type or remove."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Addition, Comment
from posts.models import Blog, Post
from tests.cast import a_comment, a_post, alice, bob, mona

pytestmark = pytest.mark.django_db

HIDING = [
    *("style", "script", "title", "xml", "iframe"),
    *("noembed", "template", "textarea", "!--", "b"),
]


@pytest.fixture
def author():
    """The browser in which alice is signed in."""
    browser = Client()
    browser.force_login(alice())
    return browser


def page_of(response):
    return response.content.decode()


def add(browser, comment, words):
    return browser.post(f"/comments/{comment.pk}/edit/", {"action": "add", "body": words})


def answered_comment(words="Well said."):
    """Return a comment of alice's that bob has answered, so that it stands for good."""
    comment = a_comment(a_post(), words)
    a_comment(comment.post, "I agree.", by=bob(), parent=comment)
    return comment


def at(comment, year, month, day, hour):
    moment = datetime(year, month, day, hour, tzinfo=UTC)
    comment.additions.update(created=moment)
    Comment.objects.filter(pk=comment.pk).update(last_added=moment)
    Post.objects.get(pk=comment.post_id).save()


def article(page, comment):
    """Return the markup of one comment on a page."""
    return re.search(rf'<article id="comment-{comment.pk}".*?</article>', page, re.DOTALL)[0]


# What readers see


@pytest.mark.one_database
@pytest.mark.parametrize("tag", HIDING)
def test_an_addition_never_hides_the_text_that_was_answered(author, tag):
    opened = "<!-- I agree." if tag == "!--" else f"<{tag}> I agree."
    comment = answered_comment(opened)
    before = comment.body_html
    closed = "-->" if tag == "!--" else f"</{tag}>"
    assert add(author, comment, f"{closed} All who answered are fools.").status_code == 303
    html = article(page_of(author.get(comment.post.get_absolute_url())), comment)
    first, mark, second = html.partition("Added on ")
    assert f'<div class="comment__body" dir="auto">{before}</div>' in first
    assert mark and "All who answered are fools." in second and "fools" not in first


@pytest.mark.one_database
def test_an_addition_is_marked_with_its_time(author, client):
    blog = Blog.objects.current()
    blog.time_zone = "Europe/Paris"
    blog.save()
    comment = answered_comment()
    add(author, comment, "And it snowed.")
    at(comment, 2010, 7, 30, 15)
    html = article(page_of(client.get(comment.post.get_absolute_url())), comment)
    assert (
        'Added on <time datetime="2010-07-30T17:00:00+02:00">July 30, 2010 at 17:00</time>' in html
    )
    assert "edited" not in html, "the first words are as they were"


@pytest.mark.one_database
def test_a_typed_mark_does_not_look_like_a_real_addition(author, client):
    comment = answered_comment('Yes.\n\n*Added on July 30, 2010:*\n\n<p class="comment__added">No.')
    html = article(page_of(client.get(comment.post.get_absolute_url())), comment)
    assert "comment__added" not in html and "comment__addition" not in html


@pytest.mark.one_database
def test_additions_are_in_order_on_the_post_and_on_the_thread_page(author, client):
    comment = answered_comment()
    for words in ("And it snowed.", "And it thawed."):
        add(author, comment, words)
    for url in (comment.post.get_absolute_url(), comment.get_branch_url()):
        html = article(page_of(client.get(url)), comment)
        places = [html.index(words) for words in ("Well said.", "it snowed.", "it thawed.")]
        assert places == sorted(places) and html.count("Added on") == 2


def test_a_page_reads_all_additions_in_one_query(author):
    post = a_post()
    comments = [a_comment(post, f"Comment {number}.") for number in range(12)]

    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            version = Post.objects.get().version
            Client().get(f"{post.get_absolute_url()}?v={version}")
        return len(queries)

    none = count_queries()
    comments[0].add("More.")
    one = count_queries()
    for comment in comments[1:]:
        comment.add("More.")
        comment.add("Still more.")
    assert count_queries() == one == none + 1


def test_search_finds_a_comment_by_its_additions(author, client):
    comment = answered_comment("A cold morning it was.")
    add(author, comment, "Then Möwen came.")
    finds = {"möwen": True, "morning möwen": True, "MÖW": True, "möwen evening": False}
    for query, is_match in finds.items():
        page = page_of(client.get("/search/", {"q": query}))
        assert (f'href="/comments/{comment.pk}/' in page) == is_match, query
    comment.erase()
    assert f"/comments/{comment.pk}/" not in page_of(client.get("/search/", {"q": "möwen"}))


@pytest.mark.one_database
def test_feeds_show_an_addition_with_its_mark_as_an_update(author, client):
    comment = answered_comment()
    add(author, comment, "And it *snowed*.")
    feed = page_of(client.get(f"{comment.post.get_absolute_url()}feed/"))
    assert "Added on" in feed and "snowed" in feed
    updated = re.search(rf"/comments/{comment.pk}/.*?<updated>([^<]+)<", feed, re.DOTALL)[1]
    comment.refresh_from_db()
    assert datetime.fromisoformat(updated) == comment.last_added


@pytest.mark.one_database
def test_structured_data_includes_additions(author, client):
    comment = answered_comment()
    add(author, comment, "And it snowed.")
    page = page_of(client.get(comment.post.get_absolute_url()))
    metadata = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert metadata["comment"][0]["text"] == "Well said. And it snowed."


@pytest.mark.one_database
def test_the_reply_form_quotes_a_comment_with_its_additions(author, client):
    comment = answered_comment("<style> I agree.")
    add(author, comment, "</style> And it snowed.")
    page = page_of(client.get(f"/comments/{comment.pk}/reply/"))
    assert "Added on" in page and "And it snowed." in page and "I agree." in page


# How they are taken


def test_an_addition_is_screened_together_with_the_comment(author):
    comment = answered_comment("See https://a.example/ too.")
    assert add(author, comment, "And https://b.example/ as well.").status_code == 303
    comment.refresh_from_db()
    assert comment.is_held
    assert comment.hold_reasons == ["It has 2 links; a moderator looks at it first."]


@pytest.mark.one_database
def test_an_edit_is_screened_together_with_the_additions(author):
    comment = a_comment(a_post(), "See https://a.example/ too.")
    comment.add("It snowed.")
    author.post(f"/comments/{comment.pk}/edit/", {"body": "No link."})
    comment.refresh_from_db()
    assert comment.is_published and comment.body == "No link."
    comment.add("https://a.example/")
    author.post(f"/comments/{comment.pk}/edit/", {"body": "https://b.example/"})
    comment.refresh_from_db()
    assert comment.is_held and comment.additions.count() == 2


@pytest.mark.one_database
def test_an_empty_edit_is_refused_even_with_additions(author):
    comment = a_comment(a_post())
    comment.add("It snowed.")
    response = author.post(f"/comments/{comment.pk}/edit/", {"body": "<b></b>"})
    assert response.status_code == 400
    comment.refresh_from_db()
    assert comment.body == "Well said."


@pytest.mark.one_database
def test_a_held_comment_shows_its_author_the_additions(author):
    comment = a_comment(a_post(), status="held")
    add(author, comment, "And it snowed.")
    for url in (f"/me/?post={comment.post_id}", f"/comments/{comment.pk}/withdraw/"):
        page = page_of(author.get(url))
        assert "Added on" in page and "And it snowed." in page


@pytest.mark.one_database
def test_an_author_reads_what_was_removed_from_an_addition(author):
    comment = answered_comment()
    add(author, comment, "Look: <script>let x</script>")
    assert "Left out: “let x”" in page_of(author.get(f"/me/?post={comment.post_id}"))


def test_a_form_sent_again_after_an_addition_is_the_same_comment(author):
    post = a_post()
    sent = {"body": "Well said.", "key": str(uuid4())}
    author.post(f"{post.get_absolute_url()}respond/", sent)
    comment = Comment.objects.get()
    add(author, comment, "And it snowed.")
    assert author.post(f"{post.get_absolute_url()}respond/", sent).status_code == 303
    assert Comment.objects.count() == 1


def test_erasing_a_comment_erases_its_additions(author):
    comment = answered_comment()
    add(author, comment, "My name is Wendela.")
    comment.erase()
    assert not Addition.objects.exists()
    assert "Wendela" not in page_of(Client().get(comment.post.get_absolute_url()))


@pytest.mark.one_database
def test_withdrawing_a_comment_hides_its_additions(author):
    comment = answered_comment()
    add(author, comment, "What I should not have said.")
    author.post(f"/comments/{comment.pk}/withdraw/")
    assert "should not" not in page_of(Client().get(comment.post.get_absolute_url()))


# What moderators see


@pytest.mark.one_database
def test_moderators_see_additions_apart_with_evidence_marked(author, client):
    comment = answered_comment("See https://a.example/ too.")
    add(author, comment, "And https://b.example/ as well.")
    client.force_login(mona())
    page = page_of(client.get(f"/admin/moderation/heldcomment/{comment.pk}/change/"))
    first, mark, second = page.partition("Added on ")
    assert "<mark>https://a.example/</mark> too." in first
    assert mark and "And <mark>https://b.example/</mark> as well." in second


def test_the_preview_of_a_batch_shows_additions(author, client):
    comment = answered_comment("Well said.")
    add(author, comment, "https://a.example/ and https://b.example/")
    client.force_login(mona())
    page = page_of(client.get("/admin/moderation/heldcomment/bulk/"))
    assert "https://a.example/ and" in page and page.index("Well said.") < page.index("Added")


def test_moderators_find_a_comment_by_its_additions(author, client):
    comment = answered_comment("A cold morning, see https://a.example/")
    add(author, comment, "Then gulls came, see https://b.example/")
    client.force_login(mona())
    for words, count in (("gulls", 1), ("morning gulls", 1), ("evening gulls", 0)):
        page = page_of(client.get("/admin/moderation/heldcomment/", {"q": words}))
        assert (f'data-comment="{comment.pk}"' in page) == bool(count), words
    looked_up = page_of(client.get("/admin/comments/comment/", {"q": "gulls"}))
    assert f"/comment/{comment.pk}/change/" in looked_up
    assert "Then gulls came" in page_of(client.get(f"/admin/comments/comment/{comment.pk}/change/"))


@pytest.mark.one_database
def test_the_list_of_comments_shows_words_without_markup(client):
    a_comment(a_post(), "**Cold**, see [the &chart](https://a.example/)")
    client.force_login(mona())
    listed = page_of(client.get("/admin/comments/comment/"))
    assert "Cold, see the &amp;chart" in listed
    assert "**" not in listed and "https://a.example" not in listed


@pytest.mark.one_database
def test_an_addition_changes_the_state_token_of_the_comment(author, client):
    comment = answered_comment()
    client.force_login(mona())
    page = page_of(client.get(f"/admin/moderation/reportedcomment/{comment.pk}/change/"))
    state_token = re.search(r'name="state_token" value="([^"]+)"', page)
    add(author, comment, "And it snowed.")
    later = page_of(client.get(f"/admin/moderation/reportedcomment/{comment.pk}/change/"))
    assert (
        state_token and state_token[1] != re.search(r'name="state_token" value="([^"]+)"', later)[1]
    )


# Upkeep


def test_resanitizing_includes_the_additions():
    comment = a_comment(a_post())
    comment.add("And it *snowed*.")
    Addition.objects.update(body_html="<script>old</script>")
    version = Post.objects.get().version
    call_command("resanitize_comments", stdout=StringIO())
    assert "<em>snowed</em>" in Addition.objects.get().body_html
    assert Post.objects.get().version > version


def test_a_wrong_time_of_the_last_addition_is_repaired():
    comment = a_comment(a_post())
    comment.add("And it snowed.")
    right = Comment.objects.get().last_added
    for wrong in (None, right + timedelta(days=1)):
        Comment.objects.update(last_added=wrong)
        with pytest.raises(CommandError):
            call_command("check_threads", stdout=StringIO())
        call_command("check_threads", "--repair", stdout=StringIO())
        assert Comment.objects.get().last_added == right
