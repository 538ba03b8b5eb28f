"""Hidden text is in no public page, feed, sitemap or structured data.

Marked words are planted wherever hidden text can be; then every URL that a stranger can find or
guess is fetched, and all bytes of the answers are searched for them.
"""

import itertools
import json
import re
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.conversation import ROOTS_PER_PAGE, SORTS
from comments.models import Comment, Finding
from comments.rendering import REPLIES_PER_ROOT
from posts.models import Post, Tag
from tests.cast import NEWER, a_comment, a_conversation, a_post, account, edda

# They are about what pages show of rows that either database finds.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SITE = "http://testserver"
S = Comment.Status

ACTS = ("reply", "edit", "withdraw", "report", "recommend", "hide", "editorial")

_numbers = itertools.count(1)


class Secrets:
    """Makes marked strings, each unlike any other, and knows them again in whatever is shown."""

    def __init__(self):
        self.planted = {}  # mark → where it was planted

    def words(self, where):
        return f"words {self._mark(where)} end"

    def name(self, where):
        return self._mark(where)

    def email(self, where):
        return f"{self._mark(where)}@mail.example"

    def address(self, where):
        number = next(_numbers)
        address = f"198.51.{number // 250}.{number % 250 + 1}"
        self.planted[address] = f"IP address of {where}"
        return address

    def _mark(self, where):
        mark = f"secret{next(_numbers):04}q"
        self.planted[mark] = where
        return mark

    def in_(self, content: bytes):
        text = content.decode("utf-8", "replace").lower()
        marks = re.findall(r"secret\d{4}q|198\.51\.\d+\.\d+", text)
        return {self.planted[mark] for mark in marks}


@pytest.fixture
def secrets():
    pages.clear()
    return Secrets()


def plant_hidden(post, where, secrets, **details):
    """Plant a comment of which nothing may be visible."""
    return a_comment(
        post,
        secrets.words(where),
        name=secrets.name(f"name of {where}"),
        by=account("bob"),
        **private(where, secrets),
        **details,
    )


def plant_visible(post, secrets, name="Reader", **details):
    """Plant a visible comment with an e-mail and an IP address that must stay hidden."""
    return a_comment(post, "Shown words.", name=name, **private("a shown one", secrets), **details)


def private(where, secrets):
    return {
        "email": secrets.email(f"e-mail of {where}"),
        "ip": secrets.address(where),
    }


def in_every_status(post, secrets, where, parent=None, with_replies=False):
    """Plant one comment a status, where the place allows; with replies they leave tombstones."""
    ways = {
        "held": [],
        "rejected": ["reject"],
        "held again": ["approve", "hold"],
        "removed": ["approve", "remove"],
        "withdrawn": ["approve", "withdraw"],
    }
    for status, verbs in ways.items():
        label = f"{status}, {where}"
        comment = plant_hidden(post, label, secrets, parent=parent, status=S.HELD)
        Finding.objects.create(
            comment=comment,
            rule="links",
            verdict="hold",
            parameters={"words": secrets.words(f"parameter, {label}")},
            evidence=secrets.words(f"evidence, {label}"),
        )
        for verb in verbs:
            getattr(comment, verb)()
            if verb == "approve" and with_replies:
                plant_visible(post, secrets, parent=comment)


def plant(secrets):
    """Make a blog with every kind of place in which text is hidden.

    Return the visible comments that only fill a page, or a branch up to the cut.
    """
    for user in (edda(), account("alice"), account("bob")):
        user.email, user.last_name = secrets.email("account"), secrets.name("last name")
        user.save()
    lively = a_post("A lively one")
    in_every_status(lively, secrets, "top level")
    in_every_status(lively, secrets, "tombstone", with_replies=True)
    root = plant_visible(lively, secrets)
    in_every_status(lively, secrets, "below", parent=root)
    in_every_status(lively, secrets, "tombstone below", parent=root, with_replies=True)
    edited = plant_visible(lively, secrets)
    Comment.objects.filter(pk=edited.pk).update(body=secrets.words("earlier words"))
    edited.edit("Other words.")
    fold(lively, secrets)
    hidden_posts(secrets)
    return [*cut(lively, secrets), *many_pages(secrets)]


def fold(post, secrets):
    for _ in range(3):
        plant_visible(post, secrets, name="Monologue")
    in_every_status(post, secrets, "after a fold")
    root = plant_visible(post, secrets)
    parent = root
    for _ in range(4):
        parent = plant_visible(post, secrets, name="Monologue", parent=parent)
    in_every_status(post, secrets, "within a fold", parent=root)


def cut(post, secrets):
    root, *fillers = a_conversation(post, [None] + [0] * (REPLIES_PER_ROOT + 3))
    in_every_status(post, secrets, "beyond the cut", parent=root)
    in_every_status(post, secrets, "tombstone beyond the cut", parent=root, with_replies=True)
    return fillers


def many_pages(secrets):
    post = a_post("Many pages")
    fillers = a_conversation(post, [None] * ROOTS_PER_PAGE)
    in_every_status(post, secrets, "second page", with_replies=True)
    return fillers


def hidden_posts(secrets):
    ways = {
        "unpublished": lambda post: post.unpublish(),
        "scheduled": lambda post: post.publish(at=timezone.now() + timedelta(hours=1)),
        "draft": lambda post: Post.objects.filter(pk=post.pk).update(status="draft"),
    }
    for way, hide in ways.items():
        words = secrets.words(f"{way} post")
        post = a_post(secrets.name(f"title, {way}"), f"<p>{words}</p>", excerpt=words)
        post.tag([secrets.name(f"tag, {way}")])
        Post.objects.filter(pk=post.pk).update(slug=secrets.name(f"slug, {way}"))
        post.refresh_from_db()
        comment = plant_hidden(post, f"under a {way} post", secrets)
        plant_hidden(post, f"reply under a {way} post", secrets, parent=comment)
        in_every_status(post, secrets, f"under a {way} post")
        hide(post)


class Stranger:
    """Fetches all that a stranger can find from the front page, and some guesses.

    `fillers` are comments whose own pages are left out.
    """

    def __init__(self, client, fillers=()):
        self.client = client
        self.left_out = tuple(f"/comments/{comment.pk}/" for comment in fillers)
        self.answers = {}  # URL → response
        self.waiting = []

    def walk(self, *starts):
        self.waiting += starts
        while self.waiting:
            url = self.waiting.pop()
            if url not in self.answers:
                self.answers[url] = self.client.get(url)
                self.waiting += self._links(url, self.answers[url])
        return self.answers

    def _links(self, url, response):
        links = [response["Location"]] if response.has_header("Location") else []
        kind = response.get("Content-Type", "")
        if kind.startswith("text/html"):
            links += links_in(response.content.decode())
        elif "xml" in kind:
            links += urls_in(ElementTree.fromstring(response.content))
        for link in links:
            whole = urlsplit(urljoin(SITE + url, link))
            left_out = ("/static/", "/admin/", *self.left_out)
            if whole.netloc == "testserver" and not whole.path.startswith(left_out):
                query = "" if whole.path == "/accounts/login/" else whole.query  # where it leads
                yield whole._replace(scheme="", netloc="", query=query, fragment="").geturl()


def links_in(html):
    links = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: links.extend(
        value for name, value in attributes if value and name in ("href", "src", "action", "hx-get")
    )
    parser.feed(html)
    for text in re.findall(r'<script type="application/ld\+json">(.*?)</script>', html):
        links += [comment["url"] for comment in json.loads(text).get("comment", [])]
    return links


def urls_in(xml):
    for element in xml.iter():
        if element.tag.endswith("}loc"):
            yield element.text
        elif "href" in element.attrib:
            yield element.attrib["href"]


def guesses():
    """Yield the URLs that somebody may type who knows the site's patterns."""
    yield from ("/", "/?page=2", "/feed/", "/comments/feed/", "/sitemap.xml", "/robots.txt")
    yield from ("/sitemap-posts.xml", "/sitemap-front.xml", "/healthz", "/readyz", "/me/")
    yield from ("/search/?q=words", "/search/?q=secret", "/search/?q=end&page=2", "/archive/")
    yield from (f"/tags/{tag.slug}/" for tag in Tag.objects.all())
    yield from (f"/tags/{tag.slug}/feed/" for tag in Tag.objects.all())
    yield from ("/no/such/page", "/?page=999", "/comments/999999/", "/status/forged/")
    for post in Post.objects.exclude(date=None):
        path = post.get_absolute_url()
        yield from (f"{path}feed/", f"{path}respond/", f"{path}nothing/")
        yield from (f"/me/?post={post.pk}", f"{path}?view=whole", f"{path}?v={NEWER}")
        yield f"/posts/{post.pk}/now/"
        for sort, page in itertools.product(SORTS, (1, 2, 3)):
            yield f"{path}?sort={sort}&page={page}"
            yield f"{path}?sort={sort}&view=whole"
    hidden = Comment.objects.exclude(status=S.PUBLISHED, post__in=Post.objects.published())
    alike = set()
    for comment in hidden.select_related("post", "parent"):
        yield from (f"/comments/{comment.pk}/", f"/comments/{comment.pk}/thread/")
        # Forms show a comment and the one answered, wherever they stand in the conversation.
        parent = comment.parent and comment.parent.status
        was_published = comment.published_at is not None
        kind = (comment.status, was_published, comment.is_rendered, parent, comment.post.status)
        if kind not in alike:
            alike.add(kind)
            yield from (f"/comments/{comment.pk}/{act}/" for act in ACTS)


def everything_of(response):
    headers = "\n".join(f"{name}: {value}" for name, value in response.items())
    return headers.encode() + response.getvalue()


@pytest.mark.slow
def test_a_stranger_finds_no_hidden_text_anywhere(client, secrets):
    answers = Stranger(client, plant(secrets)).walk(*guesses())
    leaks = {url: secrets.in_(everything_of(answer)) for url, answer in answers.items()}
    assert {url: where for url, where in leaks.items() if where} == {}
    assert not [url for url, answer in answers.items() if answer.status_code >= 500]
    read = [answer for answer in answers.values() if answer.status_code == 200]
    assert sum(b"Shown words." in answer.getvalue() for answer in read) > 50
    kinds = {answer.get("Content-Type", "").partition(";")[0] for answer in read}
    assert {"text/html", "application/atom+xml", "application/xml", "text/plain"} <= kinds


@pytest.mark.slow
def test_a_comment_just_removed_is_in_no_cached_page(client, secrets):
    post = a_post()
    root = plant_visible(post, secrets)
    comment = plant_hidden(post, "taken away", secrets, parent=root)
    path = post.get_absolute_url()
    starts = (path, f"{path}?view=whole", f"{path}feed/", root.get_branch_url())
    before = [client.get(start) for start in starts]
    assert all(secrets.in_(answer.content) for answer in before)
    comment.remove()
    post.refresh_from_db()
    newest = {"v": post.version}  # for a second others may still get the cached page
    feed = f"{path}feed/"
    fresh = [client.get(start, newest) for start in (path, feed, root.get_branch_url())]
    later = Stranger(client).walk(feed)
    assert not [answer for answer in (*fresh, *later.values()) if secrets.in_(answer.content)]


def test_the_search_finds_planted_text_that_is_visible(client, secrets):
    post = a_post()
    a_comment(post, secrets.words("shown"), name=secrets.name("shown name"))
    answers = Stranger(client).walk("/")
    places = {where for answer in answers.values() for where in secrets.in_(everything_of(answer))}
    assert places == {"shown", "shown name"}
    assert sum(bool(secrets.in_(answer.content)) for answer in answers.values()) >= 4
