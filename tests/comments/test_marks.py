"""Staff and the author of a post have a mark that only the site can give."""

import re
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from tests.cast import a_comment, a_post, account, alice, edda, mona

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


def mark_of(page, comment):
    """Return the mark in the head of a comment on a page, or ""."""
    article = page.split(f'<article id="comment-{comment.pk}"')[1].split("</article>")[0]
    marks = re.findall(r'<span class="comment__mark">([^<]*)</span>', article)
    return marks[0] if marks else ""


@pytest.fixture
def conversation():
    post = a_post()
    writers = {"reader": alice(), "staff": mona(), "author": edda()}
    root = a_comment(post, by=alice(), name="Alice")
    return root, {who: a_comment(post, by=user, parent=root) for who, user in writers.items()}


MARKS = {"reader": "", "staff": "Staff", "author": "Author"}


def test_the_page_and_the_thread_mark_staff_and_the_author(client, conversation):
    root, comments = conversation
    for url in (root.post.get_absolute_url(), root.get_branch_url()):
        page = client.get(url).text
        assert {who: mark_of(page, comment) for who, comment in comments.items()} == MARKS


def test_the_reply_form_marks_the_author_it_answers(client, conversation):
    for who, comment in conversation[1].items():
        page = client.get(f"/comments/{comment.pk}/reply/").text
        assert bool(MARKS[who]) == ("comment__mark" in page) and MARKS[who] in page


def test_the_desk_marks_staff_and_the_author(conversation):
    browser = Client()
    browser.force_login(account("olga", is_staff=True, is_superuser=True))
    for who, comment in conversation[1].items():
        page = browser.get(f"/admin/moderation/reportedcomment/{comment.pk}/change/").text
        assert bool(MARKS[who]) == (f'card__mark">{MARKS[who]}<' in page)


def test_the_feed_says_who_is_staff_or_the_author(client, conversation):
    root, comments = conversation
    for url in (f"{root.post.get_absolute_url()}feed/", "/comments/feed/"):
        entries = client.get(url).text.split("<entry>")[1:]
        terms = [re.findall(r'<category term="([^"]*)"', entry) for entry in entries]
        assert sorted(terms) == [[], [], ["Author"], ["Staff"]]


def test_the_mark_is_in_the_same_page_for_everybody(conversation):
    url = conversation[0].post.get_absolute_url()
    staff = Client()
    staff.force_login(mona())
    assert staff.get(url).content == Client().get(url).content


def test_a_fold_of_staff_carries_the_mark(client):
    post = a_post()
    a_comment(post)
    for _ in range(3):
        a_comment(post, by=mona())
    summary = client.get(post.get_absolute_url()).text.split("<summary>")[1].split("</summary>")[0]
    assert '<span class="comment__mark">Staff</span>' in summary


def test_an_author_is_marked_only_under_their_own_posts(client):
    writer = account("walter")
    own, other = a_post(), a_post()
    own.author = writer
    own.save()
    marks = []
    for post in (own, other):
        comment = a_comment(post, by=writer)
        marks.append(mark_of(client.get(post.get_absolute_url()).text, comment))
    assert marks == ["Author", ""]


def test_the_mark_is_gone_when_the_account_leaves_the_staff(client):
    comment = a_comment(a_post(), by=mona())
    url = comment.post.get_absolute_url()
    assert mark_of(client.get(url).text, comment) == "Staff"
    user = mona()
    user.is_staff = False
    user.save()
    version = f"?v={comment.post.version}"
    from blogsite.pagecache.store import pages

    pages.clear()
    assert mark_of(client.get(url + version).text, comment) == ""


FORGED = [
    *(
        "Staff",
        "Author",
        "ＡＵＴＨＯＲ",
        "Ana (Staff)",
        "Ana [Author]",
        "Ana · Author",
        "Ana | Staff",
    ),
    *("Ana ★ Author", "Staff: Ana", "Ana - Staff", "Ana — аuthоr", "(Author)", "Ana 【Staff】"),
]


@pytest.mark.parametrize("name", FORGED)
def test_no_typed_name_can_look_like_the_mark(client, name):
    form = {"name": name, "body": "Frost.", "key": str(uuid4())}
    answer = client.post(f"{a_post().get_absolute_url()}respond/", form)
    assert answer.status_code == 400 and not Comment.objects.exists()
    assert "sounds like a member of our staff" in answer.text


@pytest.mark.parametrize("name", ["Frank Staff", "Ana Staffelbach", "Author Ashe", "Ann-Staff Lee"])
def test_a_name_that_contains_the_word_of_a_mark_is_accepted(client, name):
    form = {"name": name, "body": "Frost.", "key": str(uuid4())}
    assert client.post(f"{a_post().get_absolute_url()}respond/", form).status_code == 303


def test_markup_in_a_name_cannot_make_a_mark(client):
    comment = a_comment(a_post(), name='<span class="comment__mark">Staff</span>')
    assert mark_of(client.get(comment.post.get_absolute_url()).text, comment) == ""


@pytest.mark.parametrize("count", [3, 30])
def test_marks_cost_no_query_for_each_comment(client, count):
    post = a_post()
    for number in range(count):
        a_comment(post, by=(mona, edda, alice)[number % 3]())
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{post.get_absolute_url()}feed/")
    assert len(captured) <= 5
