"""The links around a conversation: orders, pages, everything on one page."""

import pytest

from blogsite.pagecache.store import pages
from comments import conversation
from comments.conversation import ConversationPage
from comments.models import Comment
from comments.page_links import PageLinks
from posts.models import Post
from tests.cast import a_comment, a_conversation, a_post

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


class Pages:
    """Stands for a ConversationPage of many pages, whose comments do not matter here."""

    def __init__(self, number, page_count=9, sort="oldest", whole=False):
        self.number, self.page_count, self.sort, self.whole = number, page_count, sort, whole
        self.has_recommended, self.fits_one_page = False, True
        self.post, self.is_incomplete = Post(date=None, slug="post"), page_count > 1
        self.post.get_absolute_url = lambda: "/post/"


def labels(ways):
    return [f"[{way.label}]" if way.is_here else way.label for way in ways]


@pytest.mark.parametrize(
    "number, page_count, expected",
    [
        (1, 1, ""),
        (1, 2, "[1] 2"),
        (1, 40, "[1] 2 3 … 40"),
        (20, 40, "1 … 18 19 [20] 21 22 … 40"),
        (40, 40, "1 … 38 39 [40]"),
    ],
)
def test_page_links_show_the_first_the_last_and_the_neighbours(number, page_count, expected):
    assert " ".join(labels(PageLinks(Pages(number, page_count)).pages)) == expected


def test_page_links_keep_the_order_and_the_first_has_no_number():
    ways = PageLinks(Pages(2, 3, sort="newest"))
    assert ways.previous.href == "/post/?sort=newest#comments"
    assert ways.next.href == "/post/?page=3&sort=newest#comments"
    assert PageLinks(Pages(2)).previous.href == "/post/#comments"
    assert PageLinks(Pages(1)).previous is None and PageLinks(Pages(9)).next is None


def test_another_order_starts_at_its_first_page():
    ways = PageLinks(Pages(2, 3))
    assert [way.href for way in ways.orders][:2] == [
        "/post/#comments",
        "/post/?sort=newest#comments",
    ]
    assert labels(ways.orders)[0] == "[Oldest first]"
    whole = PageLinks(Pages(1, 1, whole=True)).orders
    assert whole[1].href == "/post/?sort=newest&view=whole#comments"


def test_all_on_one_page_is_offered_where_a_page_is_not_complete():
    post = a_post()
    root = a_comment(post)
    assert PageLinks(ConversationPage(post)).everything is None
    for _ in range(21):
        a_comment(post, parent=root)
    assert PageLinks(ConversationPage(post)).everything.href.endswith("?view=whole#comments")
    whole = PageLinks(ConversationPage(post, whole=True))
    assert whole.everything is None
    assert whole.in_pages.href == f"{post.get_absolute_url()}#comments"


def test_every_link_around_a_conversation_leads_to_a_page(client):
    post = a_post()
    for _ in range(51):
        a_comment(post)
    ways = PageLinks(ConversationPage(post))
    for way in (*ways.orders, *ways.pages, ways.next, ways.everything):
        assert client.get(way.href).status_code == 200, way


def test_most_recommended_is_offered_once_something_is_recommended(client):
    post = a_post()
    first, _ = a_comment(post), a_comment(post)
    url = post.get_absolute_url()
    assert "Most recommended" not in client.get(url).text
    assert client.get(f"{url}?sort=recommended").status_code == 200
    Comment.objects.filter(pk=first.pk).update(recommendation_count=1, recommendation_weight=1)
    assert "Most recommended" in client.get(f"{url}?sort=newest").text


def test_a_conversation_too_long_for_one_page_is_shown_in_pages(client, monkeypatch):
    post = a_post()
    a_conversation(post, [None] * 60)
    post.refresh_from_db()
    url = post.get_absolute_url()
    assert client.get(f"{url}?view=whole").content.count(b'class="comment"') == 60
    monkeypatch.setattr(conversation, "MAX_COMMENTS_ON_ONE_PAGE", 59)
    assert PageLinks(ConversationPage(post)).everything is None
    pages.clear()
    first, second = (client.get(f"{url}?view=whole{page}") for page in ("", "&page=2"))
    assert [page.content.count(b'class="comment"') for page in (first, second)] == [50, 10]
    assert b"view=whole#" not in first.content
