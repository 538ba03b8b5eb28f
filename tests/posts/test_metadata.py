"""Metadata of pages: canonical URL, neighbours, feeds, description and structured data."""

import json
import re
from html.parser import HTMLParser

import pytest

from comments.metadata import MAX_CHARACTERS, MAX_COMMENTS
from comments.models import Comment
from posts.archives import POSTS_PER_PAGE
from posts.models import Blog
from tests.cast import a_comment, a_conversation, a_post

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SITE = "http://testserver"
JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


class Head(HTMLParser):
    """The links and meta elements of a page's head."""

    def __init__(self, response):
        super().__init__()
        assert response.status_code == 200
        self.links, self.feeds, self.meta = {}, {}, {}
        self.html = response.content.decode()
        self.feed(self.html.partition("</head>")[0])

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "link" and values.get("rel") == "alternate":
            self.feeds[values["title"]] = values["href"]
        elif tag == "link":
            self.links[values["rel"]] = values["href"]
        elif tag == "meta":
            self.meta[values.get("name") or values.get("property")] = values.get("content")

    @property
    def article(self):
        (structured_data,) = JSON_LD.findall(self.html)
        return json.loads(structured_data)


def head(client, address, **query):
    return Head(client.get(address, query_params=query))


@pytest.fixture
def long_conversation():
    """A post of three pages."""
    post = a_post()
    a_conversation(post, [None] * 101)
    return post


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ({}, ""),
        ({"page": "1"}, ""),
        ({"page": "2"}, "?page=2"),
        ({"page": "3", "v": "5", "utm_source": "x"}, "?page=3"),
        ({"sort": "oldest", "page": "2"}, "?page=2"),
        ({"sort": "newest"}, ""),
        ({"sort": "replied", "page": "2"}, ""),
        ({"view": "whole"}, ""),
        ({"unknown": "<b>"}, ""),
    ],
)
def test_a_page_of_a_conversation_has_one_canonical_url(
    client, long_conversation, query, canonical
):
    address = long_conversation.get_absolute_url()
    page = head(client, address, **query)
    assert page.links["canonical"] == f"{SITE}{address}{canonical}" == page.meta["og:url"]


def test_a_page_of_a_conversation_links_to_its_neighbours(client, long_conversation):
    address = long_conversation.get_absolute_url()
    pages = [head(client, address, page=str(number)).links for number in (1, 2, 3)]
    whole = f"{SITE}{address}"
    assert [page.get("prev") for page in pages] == [None, whole, f"{whole}?page=2"]
    assert [page.get("next") for page in pages] == [f"{whole}?page=2", f"{whole}?page=3", None]
    other = head(client, address, page="2", sort="newest").links
    assert not {"prev", "next"} & set(other)


def test_a_page_of_the_list_links_to_its_neighbours(client):
    for _ in range(POSTS_PER_PAGE * 2 + 1):
        a_post()
    first, second = head(client, "/", page="1", x="y"), head(client, "/", page="2")
    assert first.links["canonical"] == f"{SITE}/" == second.links["prev"]
    assert first.links["next"] == f"{SITE}/?page=2" == second.links["canonical"]
    assert second.links["next"] == f"{SITE}/?page=3"


def test_a_page_links_to_its_feeds(client):
    post = a_post()
    feeds = head(client, post.get_absolute_url()).feeds
    assert list(feeds.values()) == [
        "/feed/",
        "/comments/feed/",
        f"{SITE}{post.get_absolute_url()}feed/",
    ]
    assert all(client.get(address).status_code == 200 for address in feeds.values())
    assert list(head(client, "/").feeds.values()) == ["/feed/", "/comments/feed/"]


def test_social_media_get_their_own_description_or_the_summary(client):
    post = a_post(body="<p>It came early.</p>", excerpt="In short: cold.")
    pictured = a_post(body="", social_description='Frost & "fire"')
    for each, shared, described in (
        (post, "In short: cold.", "In short: cold."),
        (pictured, 'Frost & "fire"', None),
    ):
        meta = head(client, each.get_absolute_url()).meta
        assert meta["og:description"] == meta["twitter:description"] == shared
        assert meta.get("description") == described


def test_a_post_has_a_description_for_search_engines(client):
    post = a_post('Frost & "fire"', "<p>It came <em>early</em>.</p>")
    meta = head(client, post.get_absolute_url()).meta
    assert meta["og:type"] == "article"
    assert meta["og:title"] == 'Frost & "fire"'
    assert meta["description"] == "It came early." == meta["og:description"]
    assert meta["author"] == "Edda"
    assert meta["og:site_name"] == Blog.objects.current().name
    published = post.published_at.astimezone(Blog.objects.current().zone)
    assert meta["article:published_time"] == published.isoformat(timespec="seconds")


def test_the_page_of_a_comment_has_its_own_canonical_url(client):
    comment = a_comment(a_post())
    page = head(client, comment.get_branch_url())
    assert page.links["canonical"] == f"{SITE}/comments/{comment.pk}/thread/"


def test_structured_data_describes_the_article_and_its_comments(client):
    post = a_post("Frost")
    root = a_comment(post, "Well **said**.\n\nIndeed.", name="Ann")
    reply = a_comment(post, parent=root, name="Bo")
    article = head(client, post.get_absolute_url()).article
    assert (article["@type"], article["headline"], article["commentCount"]) == (
        "BlogPosting",
        "Frost",
        2,
    )
    assert article["author"] == {"@type": "Person", "name": "Edda"}
    first, second = article["comment"]
    assert first["url"] == f"{SITE}/comments/{root.pk}/" == second["parentItem"]["@id"]
    assert (first["author"]["name"], first["text"]) == ("Ann", "Well said. Indeed.")
    assert (second["@id"], second["author"]["name"]) == (f"{SITE}/comments/{reply.pk}/", "Bo")
    assert "parentItem" not in first


def test_hidden_comments_are_not_in_the_structured_data(client):
    post = a_post()
    gone = a_comment(post, "Gone words.", name="Gone")
    a_comment(post, "Still here.", parent=gone, name="Here")
    a_comment(post, "Held words.", name="Held", status=Comment.Status.HELD)
    gone.remove()
    article = head(client, post.get_absolute_url()).article
    assert [comment["author"]["name"] for comment in article["comment"]] == ["Here"]
    assert "parentItem" not in article["comment"][0]


@pytest.mark.slow
def test_structured_data_is_bounded_and_in_the_default_order_only(client, long_conversation):
    address = long_conversation.get_absolute_url()
    for _ in range(60):
        a_comment(long_conversation, "word " * 300, parent=Comment.objects.get(number=1))
        a_comment(long_conversation, parent=Comment.objects.get(number=2))
        a_comment(long_conversation, parent=Comment.objects.get(number=3))
    comments = head(client, address).article["comment"]
    assert len(comments) == MAX_COMMENTS
    assert max(len(comment["text"]) for comment in comments) in (MAX_CHARACTERS - 1, MAX_CHARACTERS)
    assert "comment" not in head(client, address, sort="newest").article
    assert "comment" not in head(client, address, view="whole").article


HOSTILE = "</script><script>alert(1)</script><!-- \u2028\u2029 & ' \" ]]>"


def test_hostile_text_cannot_break_out_of_structured_data(client):
    post = a_post(HOSTILE, excerpt=HOSTILE)
    comment = a_comment(post, name=HOSTILE[:60])
    Comment.objects.filter(pk=comment.pk).update(body_html="&lt;/script&gt; \u2028 &amp;lt;")
    page = head(client, post.get_absolute_url())
    assert page.html.count("</script>") == page.html.count("<script ")
    (structured_data,) = JSON_LD.findall(page.html)
    assert not set("<>&\u2028\u2029") & set(structured_data)
    assert page.article["headline"] == HOSTILE == page.article["description"]
    assert page.article["comment"][0]["author"]["name"] == HOSTILE[:60]
    assert page.meta["og:title"] == HOSTILE == page.meta["description"]


@pytest.mark.browser
def test_chromium_reads_structured_data_and_finds_no_violation(live_server, new_page):
    post = a_post(HOSTILE)
    a_comment(post)
    page, complaints = new_page, []
    page.on("console", lambda message: complaints.append(message.text))
    page.add_init_script(
        "window.violations = [];"
        "document.addEventListener('securitypolicyviolation',"
        " event => window.violations.push(event.violatedDirective))"
    )
    page.goto(live_server.url + post.get_absolute_url())
    written = page.locator('script[type="application/ld+json"]').text_content()
    assert json.loads(written)["headline"] == HOSTILE
    assert page.evaluate("window.violations") == []
    assert complaints == []
