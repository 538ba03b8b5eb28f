"""The conversation of a post: order, pages, cuts, folds, numbers, depth."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from comments import conversation
from comments.conversation import Branch, ConversationPage, NoSuchPage, PageQuery, page_of
from comments.models import Comment
from tests.cast import a_comment, a_conversation, a_post, alice, bob, edda

pytestmark = pytest.mark.django_db


def entries_of(post, **query):
    return ConversationPage(post, **query).rendered.entries


def pks(entries):
    return [entry.row.pk for entry in entries if not entry.is_omission]


def test_replies_are_below_what_they_answer_in_order_of_arrival():
    post = a_post()
    one = a_comment(post, by=alice())
    two = a_comment(post, by=bob())
    late = a_comment(post, parent=one, by=bob())
    deep = a_comment(post, parent=late)
    last = a_comment(post, parent=one)
    assert pks(entries_of(post)) == [c.pk for c in (one, late, deep, last, two)]
    assert [entry.row.level for entry in entries_of(post)] == [0, 1, 2, 1, 0]


def test_oldest_first_sorts_by_number_and_not_by_arrival():
    post = a_post()
    held = a_comment(post, status=Comment.Status.HELD)
    first = a_comment(post)
    held.approve()
    assert pks(entries_of(post)) == [first.pk, held.pk]
    assert pks(entries_of(post, sort="newest")) == [held.pk, first.pk]


def test_a_conversation_can_be_sorted_by_replies_and_recommendations():
    post = a_post()
    plain, answered, praised = (a_comment(post, by=by()) for by in (alice, bob, edda))
    answer = a_comment(post, parent=answered)
    Comment.objects.filter(pk=praised.pk).update(recommendation_weight=3)
    assert pks(entries_of(post, sort="replied")) == [answered.pk, answer.pk, plain.pk, praised.pk]
    assert pks(entries_of(post, sort="recommended"))[0] == praised.pk


def test_a_page_holds_fifty_threads_and_the_numbers_continue():
    post = a_post()
    a_conversation(post, [None] * 120)
    pages = [ConversationPage(post, number=n).rendered.entries for n in (1, 2, 3)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert pages[1][0].text.number == 51
    assert len(entries_of(post, whole=True)) == 120


@pytest.mark.one_database
def test_a_removed_thread_leaves_a_gap_only_in_the_numbers():
    post = a_post()
    comments = a_conversation(post, [None] * 51)
    comments[0].remove()
    entries = entries_of(post)
    assert (len(entries), entries[0].text.number, entries[-1].text.number) == (50, 2, 51)


def test_a_tombstone_is_shown_only_above_published_replies():
    post = a_post()
    root = a_comment(post)
    reply = a_comment(post, parent=root, by=bob())
    root.remove()
    assert [e.row.status for e in entries_of(post)] == ["removed", "published"]
    reply.withdraw()
    assert entries_of(post) == []


@pytest.mark.one_database
def test_a_removed_reply_keeps_its_replies_in_place():
    post = a_post()
    root = a_comment(post)
    middle = a_comment(post, parent=root, by=bob())
    leaf = a_comment(post, parent=middle)
    middle.remove()
    assert pks(entries_of(post)) == [root.pk, middle.pk, leaf.pk]
    assert entries_of(post)[2].row.level == 2


def test_a_long_thread_is_cut_after_twenty_replies_and_counted():
    post = a_post()
    comments = a_conversation(post, [None] + [0] * 25 + [None])
    entries = entries_of(post)
    assert pks(entries) == [c.pk for c in (*comments[:21], comments[26])]
    assert entries[21].count == 5
    assert pks(entries_of(post, sort="replied")) == pks(entries)
    assert not any(entry.is_omission for entry in entries_of(post, whole=True))
    branch = Branch(comments[0]).rendered.entries
    assert len(branch) == 26


def test_of_many_long_threads_fewer_replies_are_on_a_page_by_replies(monkeypatch):
    monkeypatch.setattr(conversation, "LONG_PAGE", 20)
    post = a_post()
    comments = a_conversation(post, [None] + [0] * 25 + [None])
    entries = entries_of(post, sort="replied")
    assert pks(entries) == [c.pk for c in (*comments[:11], comments[26])]
    assert entries[11].count == 15
    assert entries_of(post)[21].count == 5


def test_a_branch_page_shows_ancestors_and_all_replies_and_nothing_else():
    post = a_post()
    root, other, middle, leaf, cousin = a_conversation(post, [None, None, 0, 2, 0])
    entries = Branch(Comment.objects.get(pk=middle.pk)).rendered.entries
    assert pks(entries) == [root.pk, middle.pk, leaf.pk]


def test_page_of_returns_the_page_that_shows_a_comment():
    post = a_post()
    comments = a_conversation(post, [None] * 60 + [0] * 21 + [55])
    fresh = {c.pk: Comment.objects.get(pk=c.pk) for c in comments}
    assert page_of(fresh[comments[49].pk]) == 1
    assert page_of(fresh[comments[50].pk]) == 2
    assert page_of(fresh[comments[79].pk]) == 1
    assert page_of(fresh[comments[80].pk]) is None
    assert page_of(fresh[comments[81].pk]) == 2
    comments[59].remove()
    with pytest.raises(Comment.DoesNotExist):
        page_of(Comment.objects.get(pk=comments[59].pk))


@pytest.mark.one_database
@pytest.mark.parametrize(
    "number, sort", [(0, "oldest"), (2, "oldest"), (-1, "newest"), (1, "best")]
)
def test_an_unknown_page_or_order_is_not_found(number, sort):
    post = a_post()
    a_comment(post)
    with pytest.raises(NoSuchPage):
        ConversationPage(post, number=number, sort=sort)


@pytest.mark.one_database
@pytest.mark.parametrize(
    "query",
    [
        {"page": "x"},
        {"page": "0"},
        {"page": "-1"},
        {"page": "٣"},
        {"page": "9" * 40},
        {"view": "all"},
    ],
)
def test_a_malformed_page_number_is_not_found(query):
    with pytest.raises(NoSuchPage):
        PageQuery.by(query)


# Folds


def folded(post):
    """Return (name, count) of each rendered fold."""
    return [(e.fold.name, e.fold.count) for e in entries_of(post) if not e.is_omission and e.fold]


@pytest.mark.one_database
def test_three_replies_in_a_row_by_one_person_fold():
    post = a_post()
    root = a_comment(post, by=bob())
    for _ in range(3):
        a_comment(post, parent=root)
    a_comment(post, parent=root, by=bob())
    assert folded(post) == [("Alice", 3)]


@pytest.mark.one_database
def test_people_who_share_a_browser_do_not_fold_under_one_name():
    post, family = a_post(), Person.objects.create()
    for name in ("Alice", "Alice", "Wendela", "Đặng Thị Hà"):
        a_comment(post, by=family, name=name)
    assert folded(post) == []
    a_comment(post, by=family, name="đặng thị hà")
    a_comment(post, by=family, name="Đặng Thị Hà")
    assert folded(post) == [("Đặng Thị Hà", 3)]


@pytest.mark.one_database
@pytest.mark.parametrize(("name", "folds"), [("Anonymous", []), ("Gus", [("Gus", 4)])])
def test_imported_guests_fold_by_name_but_not_those_without_one(name, folds):
    post, guest = a_post(), Person.objects.create()
    for number in range(4):
        a_comment(post, by=guest, name=name, origin=f"wordpress:{number}")
    assert folded(post) == folds


@pytest.mark.one_database
def test_two_in_a_row_do_not_fold_nor_do_three_with_another_between():
    post = a_post()
    root = a_comment(post, by=bob())
    for by in (alice, alice, bob, alice):
        a_comment(post, parent=root, by=by())
    assert folded(post) == []


@pytest.mark.one_database
def test_a_monologue_folds_with_its_answers_to_itself():
    post = a_post()
    a_comment(post, by=bob())
    root = a_comment(post)
    reply = a_comment(post, parent=root)
    a_comment(post, parent=reply)
    a_comment(post)
    a_comment(post, by=bob())
    assert folded(post) == [("Alice", 4)]


@pytest.mark.one_database
def test_the_author_of_the_post_never_folds():
    post = a_post()
    for _ in range(4):
        a_comment(post, by=edda())
    assert folded(post) == []


@pytest.mark.one_database
def test_a_reply_by_somebody_else_is_never_hidden_in_a_fold():
    post = a_post()
    root = a_comment(post)
    a_comment(post, parent=root)
    a_comment(post, parent=root)
    a_comment(post, parent=root, by=bob())
    assert folded(post) == []


# Markup


def markup(client, post, query=""):
    response = client.get(post.get_absolute_url() + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.one_database
def test_every_html_element_that_opens_is_closed(client):
    post = a_post()
    shape = [None, 0, 1, 2, 3, 4, 5, 6, 7, 8, 1, 1, 1, None, 13, 13, 13, 13, None]
    a_conversation(post, shape)
    html = markup(client, post)
    section = html[html.index('id="comments"') : html.index("</section>")]
    for tag in ("div", "details", "article", "summary"):
        assert len(re.findall(rf"<{tag}[\s>]", section)) == section.count(f"</{tag}>")


@pytest.mark.one_database
def test_the_dom_stays_shallow_under_a_chain_of_a_thousand(client):
    post = a_post()
    a_conversation(post, [None, *range(999)], by=bob)
    html = markup(client, post, "?view=whole")
    assert html.count('class="comment"') == 1000
    assert 'data-level="999"' in html
    deepest = depth = 0
    for tag in re.findall(r"<div class=\"replies\">|</div><!-- replies|</?div", html):
        depth += 1 if not tag.startswith("</") else -1
        deepest = max(deepest, depth)
    assert deepest < 20


@pytest.mark.one_database
@pytest.mark.slow
def test_the_number_of_queries_is_the_same_for_any_number_of_comments(client):
    from blogsite.pagecache.store import pages

    counts = set()
    for size in (10, 1000, 10_000):
        post = a_post()
        a_conversation(post, [None if n % 5 == 0 else n - 1 for n in range(size)])
        pages.clear()
        for query in ("", "?view=whole", "?sort=replied"):
            with CaptureQueriesContext(connection) as queries:
                markup(client, post, query)
            counts.add(len(queries))
    assert len(counts) == 1 and max(counts) <= 13, counts
