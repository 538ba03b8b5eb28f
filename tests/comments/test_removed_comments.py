"""Rejected and removed comments as their authors see them, with and without scripts."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person
from comments.models import Comment
from moderation.models import Decision
from posts.models import Post
from tests.cast import a_comment, a_post, account, alice, bob, mona
from tests.moderation.deciding import a_rule, decide

pytestmark = pytest.mark.django_db

NAMES = {"harassment": "House rule: Criticise what is said, not who says it."}


@pytest.fixture
def guest():
    """A browser in which somebody without an account has written."""
    return Client()


def page_of(response):
    return response.content.decode()


def written(guest, post, words="You are all fools.", parent=None):
    """Return what a guest wrote through the form."""
    place = f"/comments/{parent.pk}/reply/" if parent else f"{post.get_absolute_url()}respond/"
    sent = {"name": "Wendela", "body": words, "key": str(uuid4())}
    assert guest.post(place, sent).status_code == 303
    return Comment.objects.latest("pk")


def take(action, comment, code="harassment", **details):
    ground = {} if action in ("keep", "restore", "hold") else {"ground": a_rule(code)}
    return decide(action, comment, by=mona(), **ground, **details)


def taken_down(guest, status):
    """Return a guest's comment that a moderator rejected or removed."""
    post = a_post(comment_mode="held_first" if status == "rejected" else "open")
    comment = written(guest, post)
    take("reject" if status == "rejected" else "remove", comment)
    comment.refresh_from_db()
    assert comment.status == status
    return comment


BOTH = pytest.mark.parametrize("status", ["rejected", "removed"])


def status_link(page):
    return re.search(r'href="(/status/[^"]+/)"', page)[1]


@BOTH
def test_an_author_sees_the_status_and_the_ground_of_a_comment(guest, status):
    comment = taken_down(guest, status)
    sentence = {"rejected": "did not publish", "removed": "removed"}[status]
    for url in (
        f"/me/?post={comment.post_id}",
        f"/comments/mine/?post={comment.post_id}",
        "/comments/mine/",
    ):
        response = guest.get(url)
        page = page_of(response)
        assert "You are all fools." in page and a_rule().sentence in page
        assert NAMES["harassment"] in page
        assert sentence in page or "Not published." in page or "Removed." in page
        assert guest.get(status_link(page)).status_code == 200
        assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
        assert "fools" not in page_of(Client().get(url)), "to nobody else"


@pytest.mark.one_database
@BOTH
def test_the_permalink_redirects_its_author_to_the_status_page(guest, status):
    comment = taken_down(guest, status)
    response = guest.get(f"/comments/{comment.pk}/")
    assert response.status_code == 302
    assert "no-store" in response["Cache-Control"] and "private" in response["Cache-Control"]
    assert a_rule().sentence in page_of(guest.get(response["Location"]))
    other = Client()
    other.force_login(bob())
    for stranger in (Client(), other):
        assert stranger.get(f"/comments/{comment.pk}/").status_code == 404


@pytest.mark.one_database
def test_the_permalink_of_a_published_comment_is_the_same_for_all(guest):
    comment = written(guest, a_post())
    own, others = (each.get(f"/comments/{comment.pk}/") for each in (guest, Client()))
    assert own["Location"] == others["Location"] and "public" in others["Cache-Control"]
    assert own["Cache-Control"] == others["Cache-Control"]


def test_waiting_comments_are_listed_in_the_order_of_writing(guest):
    post = a_post()
    for words in ("The first.", "The second."):
        Comment.objects.filter(pk=written(guest, post, words).pk).update(
            status=Comment.Status.HELD,
            created=timezone.now() - timedelta(hours=words == "The first."),
        )
    page = page_of(guest.get(f"/me/?post={post.pk}"))
    assert page.index("The first.") < page.index("The second.")


def test_a_published_comment_has_a_status_link_without_scripts(guest):
    post = a_post()
    comment = written(guest, post, "It came early here, too.")
    page = page_of(guest.get(post.get_absolute_url()))
    link = re.search(r'href="(/comments/mine/\?post=\d+)"', page)[1]
    own = page_of(guest.get(link))
    assert "It came early here, too." in own
    assert "Published." in page_of(guest.get(status_link(own)))
    thread = page_of(Client().get(comment.get_branch_url()))
    assert link in thread, "and from the page of a thread"


@pytest.mark.one_database
def test_the_page_of_own_comments_shows_nobody_elses(guest):
    post = a_post()
    written(guest, post, "My own words.")
    a_comment(post, "The words of another.", by=bob())
    page = page_of(guest.get("/comments/mine/"))
    assert "My own words." in page and "The words of another." not in page
    nobody = page_of(Client().get("/comments/mine/"))
    assert "Nothing was written in this browser" in nobody and "/status/" not in nobody


def test_the_page_of_own_comments_continues_after_fifty(guest):
    person = Person.objects.of(alice())
    for number in range(51):
        a_comment(a_post() if number == 0 else Post.objects.get(), f"Number {number}.", by=person)
    guest.force_login(alice())
    first, second = (
        page_of(guest.get("/comments/mine/")),
        page_of(guest.get("/comments/mine/?page=2")),
    )
    assert "Number 50." in first and "Number 0." not in first and "page=2" in first
    assert "Number 0." in second and "Number 50." not in second


@pytest.mark.one_database
def test_the_page_of_own_comments_needs_as_many_queries_for_many():
    browser = Client()
    browser.force_login(alice())
    post = a_post()

    def count_queries():
        with CaptureQueriesContext(connection) as queries:
            browser.get("/comments/mine/")
        return len(queries)

    def three_kinds():
        a_comment(post).add("More.")
        take("remove", a_comment(post))
        take("reject", a_comment(post, status="held"))

    three_kinds()
    count_queries()  # the session is read once more at first
    few = count_queries()
    for _ in range(5):
        three_kinds()
    assert count_queries() == few


# Tombstones


def tombstone(browser, comment):
    page = page_of(browser.get(comment.post.get_absolute_url()))
    return re.search(rf'id="comment-{comment.pk}".*?comment__reason">([^<]*)<', page, re.DOTALL)[1]


def test_a_tombstone_names_the_house_rule_of_the_removal(guest):
    comment = a_comment(a_post())
    a_comment(comment.post, "I agree.", by=bob(), parent=comment)
    take("remove", comment)
    removed = "A moderator removed this comment. House rule: "
    assert tombstone(guest, comment) == f"{removed}{a_rule().title}."
    take("restore", comment)
    take("remove", comment, "threat")
    comment.refresh_from_db()
    comment.post.refresh_from_db()
    page = page_of(guest.get(f"{comment.post.get_absolute_url()}?v={comment.post.version}"))
    assert "House rule: No threats." in page and a_rule().title not in page.split("respond")[0]
    assert "No threats." in page_of(guest.get(f"/comments/{comment.pk}/thread/"))


@pytest.mark.one_database
def test_a_tombstone_names_the_law_of_the_removal(guest):
    comment = a_comment(a_post())
    a_comment(comment.post, "I agree.", by=bob(), parent=comment)
    Decision.objects.take("remove", comment, by=mona(), ground="§ 185 <StGB>")
    assert tombstone(guest, comment).endswith("Law: § 185 &lt;StGB&gt;.")


@pytest.mark.one_database
def test_a_tombstone_without_a_decision_names_no_ground(guest):
    comment = a_comment(a_post())
    a_comment(comment.post, "I agree.", by=bob(), parent=comment)
    comment.remove()
    assert tombstone(guest, comment) == "A moderator removed this comment."


@pytest.mark.one_database
def test_the_grounds_of_all_tombstones_are_read_in_one_query():
    post = a_post()

    def removed():
        comment = a_comment(post)
        a_comment(post, "I agree.", by=bob(), parent=comment)
        return comment

    def count_queries():
        version = Post.objects.get().version
        with CaptureQueriesContext(connection) as queries:
            Client().get(f"{post.get_absolute_url()}?v={version}")
        return len(queries)

    comments = [removed() for _ in range(6)]
    none = count_queries()
    take("remove", comments[0])
    one = count_queries()
    for comment in comments[1:]:
        take("remove", comment)
    assert count_queries() == one == none + 1


# The status page, and what cannot be undone


@pytest.mark.one_database
def test_a_status_page_shows_its_own_url_at_the_top(guest):
    comment = written(guest, a_post())
    path = status_link(page_of(guest.get("/comments/mine/")))
    page = page_of(Client().get(path))
    url = f"http://testserver{path}"
    assert page.index("<h1>") < page.index(url) < page.index('id="standing"')
    new = Client().post(path, {"action": "renew"})["Location"]
    assert f"http://testserver{new}" in page_of(Client().get(new)) and comment.pk


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["erase", "withdraw"])
@pytest.mark.parametrize("tick", [{}, {"sure": ""}, {"sure": "no"}])
def test_an_action_that_cannot_be_undone_must_be_confirmed(guest, action, tick):
    comment = written(guest, a_post())
    path = status_link(page_of(guest.get("/comments/mine/")))
    response = guest.post(path, {"action": action, **tick})
    assert response.status_code == 400 and "Nothing was done yet." in page_of(response)
    comment.refresh_from_db()
    assert comment.is_published and comment.body == "You are all fools."
    assert 'name="sure" value="yes" required' in page_of(response)
    assert guest.post(path, {"action": action, "sure": "yes"}).status_code == 303
    comment.refresh_from_db()
    assert comment.status == "withdrawn"


# Mail


def mail_about(action, comment, capture):
    with capture(execute=True):
        take(action, comment)
    return mail.outbox[-1] if mail.outbox else None


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("action", "status", "can"),
    [
        ("remove", "published", "write again in other words"),
        ("reject", "held", "write again in other words"),
        ("hold", "published", "You need not do anything."),
        ("warn", "published", "Your comment stays."),
        ("ban", "published", "What you wrote before is still yours"),
    ],
)
def test_mail_quotes_the_comment_and_links_to_its_status_page(
    action, status, can, client, settings, django_capture_on_commit_callbacks
):
    settings.SITE_ADDRESS = "https://blog.example"
    comment = a_comment(a_post(), "You are <b>fools</b> & worse.\nAll of you.", status=status)
    message = mail_about(action, comment, django_capture_on_commit_callbacks)
    assert "> You are <b>fools</b> & worse.\n> All of you.\n" in message.body
    assert can in message.body
    link = re.search(r"https://blog\.example(/status/\S+/)$", message.body, re.MULTILINE)[1]
    assert client.get(link).status_code == 200
    assert "\n\n\n" not in message.body, "no hole in the text"


def test_mail_quotes_additions_but_no_erased_text(
    django_capture_on_commit_callbacks,
):
    comment = a_comment(a_post(), "You are fools.")
    comment.add("All of you.")
    with django_capture_on_commit_callbacks() as waiting:
        take("remove", comment)
    for send in waiting:
        send()
    assert "> You are fools.\n>\n> All of you.\n" in mail.outbox[0].body
    comment = a_comment(comment.post, "You are louts.")
    with django_capture_on_commit_callbacks() as waiting:
        take("remove", comment)
    comment.erase()
    for send in waiting:
        send()
    assert "louts" not in mail.outbox[1].body and "You had written" not in mail.outbox[1].body


def test_no_mail_goes_to_an_email_typed_by_a_guest(guest, django_capture_on_commit_callbacks):
    post = a_post()
    sent = {"name": "W", "email": "victim@mail.example", "body": "Fools.", "key": str(uuid4())}
    guest.post(f"{post.get_absolute_url()}respond/", sent)
    for action in ("hold", "approve", "remove", "restore", "warn"):
        with django_capture_on_commit_callbacks(execute=True):
            take(action, Comment.objects.get())
    assert mail.outbox == []
    form = page_of(guest.get(f"{post.get_absolute_url()}respond/"))
    assert "We write to it only if you ask" in form
    assert not account("alice").email.startswith("victim")
