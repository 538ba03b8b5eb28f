"""Other sites answer posts and comments here: held, attributed, read within limits, never twice."""

import gzip
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.limits import WEBMENTION, WEBMENTION_SOURCE
from accounts.models import Person
from blogsite.models import Mention, MentionRequest
from blogsite.models import mention as mention_module
from blogsite.webmentions import checking, turns
from blogsite.webmentions.checking import check_due
from blogsite.webmentions.source import read_source
from comments.models import Comment
from moderation.models import Ban
from posts.foreign_pages import find_or_make
from posts.models import Blog, Post, Site
from posts.outward import page
from tests.cast import NEWER, a_comment, a_page, a_post, account, mona
from tests.media_server import Answers, media_server
from tests.moderation.deciding import a_rule, decide

pytestmark = pytest.mark.django_db

HTML = {"Content-Type": "text/html; charset=utf-8"}
ENTRY = """<!doctype html><title>Frost & me</title><body class="h-entry">
<a class="p-author h-card" href="https://ines.example/">Ines <b>Eis</b></a>
<div class="e-content"><p>It came *early* here.</p><p>Not &lt;late&gt;.
<script>alert("words")</script><a href="{}">That post</a></p></div></body>"""


@pytest.fixture(autouse=True)
def no_earlier_counts(db):
    cache.clear()


@pytest.fixture
def other(settings):
    """A site whose pages this one may read."""
    settings.READABLE_PRIVATE_HOSTS = {"127.0.0.1"}
    settings.SITE_ADDRESS = "https://blog.example"
    with media_server() as server:
        server.url = f"http://127.0.0.1:{server.server_port}/answer"
        yield server


def url_of(thing):
    fragment = f"#comment-{thing.pk}" if isinstance(thing, Comment) else ""
    post = thing.post if fragment else thing
    return f"https://blog.example{post.get_absolute_url()}{fragment}"


def publish(other, markup, status=200, headers=HTML):
    other.answers["/answer"] = (status, headers, markup.encode())


def send(client, source, target, **extra):
    return client.post("/webmention/", {"source": source, "target": target}, **extra)


def send_and_check(client, other, target):
    answer = send(client, other.url, target)
    check_due()
    return answer


def answer_to(client, other, thing):
    """Return the comment that a page of the other site became."""
    publish(other, ENTRY.format(url_of(thing)))
    assert send_and_check(client, other, url_of(thing)).status_code == 202
    return Mention.objects.get().comment


def stored():
    return Comment.objects.count() + Mention.objects.count() + Person.objects.count()


def test_an_answer_of_another_site_waits_for_a_moderator(client, other):
    post = a_post()
    publish(other, ENTRY.format(url_of(post)))
    assert send(client, other.url, url_of(post)).status_code == 202
    assert stored() == 0 and other.requests == []  # nothing is read while somebody waits
    check_due()
    comment = Comment.objects.get()
    assert (comment.status, comment.name, comment.parent) == ("held", "Ines Eis", None)
    assert comment.website == other.url == Mention.objects.get().source
    words = "<p>It came *early* here.</p>\n<p>Not &lt;late&gt;. That post</p>"
    assert comment.body_html.startswith(words)
    assert f'href="{other.url}"' in comment.body_html and "Frost &amp; me" in comment.body_html
    assert MentionRequest.objects.count() == 0
    assert "Ines" not in client.get(post.get_absolute_url()).text


def test_readers_see_where_an_approved_answer_came_from(client, other):
    post = a_post()
    comment = answer_to(client, other, post)
    decide("approve", comment, by=mona())
    html = client.get(f"{post.get_absolute_url()}?v={NEWER}").text
    assert "From another site" in html
    assert f'href="{other.url}" rel="nofollow ugc">Ines Eis</a>' in html
    client.force_login(mona())
    decide("hold", comment, by=mona())
    card = client.get("/admin/moderation/heldcomment/").text
    assert f'href="{other.url}"' in card and "no rule or report" not in card
    decide("approve", comment, by=mona())
    assert "From another site" in client.get(f"/comments/{comment.pk}/reply/").text
    assert "From another site" in client.get("/comments/feed/").text
    comment.pin()
    html = client.get(f"{post.get_absolute_url()}?v={NEWER}").text
    assert html.count("From another site") == 2


def test_a_comment_is_answered_by_its_permalinks(client, other):
    comment = a_comment(a_post())
    for target in (url_of(comment), f"https://blog.example/comments/{comment.pk}/"):
        publish(other, f'<p>So <a href="{target}">they say</a>.</p>')
        assert send_and_check(client, other, target).status_code == 202
    (answer,) = Comment.objects.exclude(pk=comment.pk)
    assert (answer.parent, answer.name) == (comment, "127.0.0.1")
    assert answer.body_html.startswith("<p>So they say.</p>")


@pytest.mark.one_database
def test_a_conversation_of_an_entered_site_is_answered_too(client, other):
    target = "https://harbour.example/note/"
    Site.objects.create(origin="https://harbour.example", name="The harbour")
    publish(other, f'<p>So <a href="{target}">they say</a>.</p>')
    assert send_and_check(client, other, target).status_code == 400  # nobody has written there
    post = find_or_make(target)
    assert send_and_check(client, other, target).status_code == 202
    assert Comment.objects.get().post == post


def test_the_same_page_answers_once_whatever_it_is_called(client, other):
    post = a_post()
    comment = answer_to(client, other, post)
    for source in (other.url, f"{other.url}/", f"{other.url}#top", other.url.upper()[:4].lower()):
        send(client, source if source.startswith("http:") else other.url, f"{url_of(post)}#x")
        send(client, other.url, url_of(post))
    check_due()
    assert list(Comment.objects.all()) == [comment]


def test_an_answer_that_has_changed_is_held_again(client, other):
    post = a_post()
    comment = answer_to(client, other, post)
    decide("approve", comment, by=mona())
    Comment.objects.update(created=timezone.now() - timedelta(days=30))
    send_and_check(client, other, url_of(post))
    comment.refresh_from_db()
    assert comment.status == "published"  # the words are the same
    publish(other, ENTRY.format(url_of(post)).replace("early", "late"))
    send_and_check(client, other, url_of(post))
    comment.refresh_from_db()
    assert comment.status == "held" and "late" in comment.body
    assert "early" in comment.earlier_versions.get().body


@pytest.mark.parametrize("state", ["held", "published"])
@pytest.mark.parametrize("change", ["gone", "missing", "no link"])
def test_an_answer_that_is_gone_from_its_site_is_withdrawn(client, other, state, change):
    post = a_post()
    comment = answer_to(client, other, post)
    if state == "published":
        decide("approve", comment, by=mona())
    status = {"gone": 410, "missing": 404, "no link": 200}[change]
    publish(other, "<p>Nothing any more.</p>", status)
    Post.objects.update(comment_mode="closed")  # it may go all the same
    assert send_and_check(client, other, url_of(post)).status_code == 202
    comment.refresh_from_db()
    assert comment.status == "withdrawn"


@pytest.mark.one_database
def test_what_a_moderator_took_down_does_not_come_back(client, other):
    post = a_post()
    comment = answer_to(client, other, post)
    decide("reject", comment, by=mona(), ground=a_rule())
    publish(other, ENTRY.format(url_of(post)).replace("early", "late"))
    send_and_check(client, other, url_of(post))
    comment.refresh_from_db()
    assert comment.status == "rejected" and Comment.objects.count() == 1


def test_an_erased_answer_leaves_nothing_and_is_not_stored_again(client, other):
    post = a_post()
    comment = answer_to(client, other, post)
    comment.erase()
    assert Mention.objects.get().source == ""
    send_and_check(client, other, url_of(post))
    comment.refresh_from_db()
    assert (comment.body, comment.website, Comment.objects.count()) == ("", "", 1)


@pytest.mark.one_database
def test_a_name_that_imitates_staff_gives_way_to_the_host(client, other):
    account("ines", "Moderators", display_name="Ines Eis")
    assert answer_to(client, other, a_post()).name == "127.0.0.1"


def test_a_banned_author_of_another_site_writes_no_more(client, other):
    comment = answer_to(client, other, a_post())
    Ban.objects.impose(by=mona(), ground=a_rule(), person=comment.author)
    other.answers["/second"] = other.answers["/answer"]
    send(client, other.url.replace("answer", "second"), url_of(comment.post))
    check_due()
    assert Comment.objects.count() == 1


# What is refused at once


def targets():
    post = a_post()
    yield url_of(post).replace("blog.example", "elsewhere.example"), "no post and no comment"
    yield f"https://blog.example/2010/07/29/nothing/%00/{'a' * 90}/", "no post and no comment"
    yield "https://blog.example/admin/", "no post and no comment"
    yield "https://blog.example/comments/987654321/", "no post and no comment"
    yield url_of(a_post(comment_mode="closed")), "closed"
    yield url_of(a_post(commenters="accounts")), "only people with an account"
    yield url_of(a_page()), "closed"
    yield f"{url_of(post)}?{'a' * 8_192}", "Both must be URLs"
    yield from [(url, "Both must be URLs") for url in ("", "x", "//", "javascript:x", "http://[x/")]


@pytest.mark.one_database
def test_a_target_that_takes_no_answer_is_refused_with_a_sentence(client, other):
    for target, sentence in targets():
        answer = send(client, other.url, target)
        assert answer.status_code == 400 and sentence in answer.text, target
    assert MentionRequest.objects.count() == 0


@pytest.mark.one_database
def test_a_source_that_cannot_be_one_is_refused_with_a_sentence(client, other):
    target = url_of(a_post())
    bad = [
        "",
        "ftp://a.example/",
        "file:///etc/passwd",
        "http://a@b.example/",
        "http://a.example:0/",
    ]
    bad += [f"https://a.example/{'a' * 8_192}", "https://a.example/\x00", "http://a.example/<b>"]
    bad += [target, f"{target}#x", "https://blog.example/", "http://testserver/x"]
    for source in bad:
        answer = send(client, source, target)
        assert answer.status_code == 400 and 'role="alert"><p>' in answer.text, source
    assert MentionRequest.objects.count() == 0
    assert client.post("/webmention/", b"{", content_type="application/json").status_code == 400


@pytest.mark.one_database
def test_a_blog_may_take_none(client, other):
    post = a_post()
    assert 'rel="webmention"' in client.get(post.get_absolute_url()).text
    assert (
        'rel="webmention"' not in client.get(a_post(comment_mode="closed").get_absolute_url()).text
    )
    blog = Blog.objects.current()
    blog.takes_webmentions = False
    blog.save()
    assert 'rel="webmention"' not in client.get(f"{post.get_absolute_url()}?v={NEWER}").text
    assert send(client, other.url, url_of(post)).status_code == 400
    assert "takes no Webmentions" in client.get("/webmention/").text


@pytest.mark.one_database
def test_the_endpoint_shows_a_form_and_sets_no_cookie(client):
    answer = client.get("/webmention/")
    assert answer.status_code == 200 and 'name="target"' in answer.text
    assert not answer.cookies and "csrf" not in answer.text
    assert client.put("/webmention/").status_code == 405


# Hostile pages


@pytest.mark.one_database
@pytest.mark.parametrize(
    "answer",
    [
        (302, {"Location": "http://10.0.0.1/"}, b""),
        (302, {"Location": "http://localhost/"}, b""),
        (302, {"Location": "file:///etc/passwd"}, b""),
        (302, {"Location": "/answer"}, b""),
        (200, HTML | {"Content-Length": str(500 * 2**20)}, Answers.endless),
        (200, HTML, Answers.drip),
        (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(bytes(2**24))),
        (200, {"Content-Type": "application/pdf"}, b"LINK"),
        (200, {"Content-Type": "x" * 300}, b"LINK"),
        (200, {}, b"LINK"),
        (200, HTML, b"<!-- LINK --><script>LINK</script><p>no link TARGET"),
        (200, HTML, b"<textarea title='<a href=TARGET>'>"),
        (200, HTML, b"\x00\xff<a href='http://[x'>"),
        (500, HTML, b"LINK"),
        (403, HTML, b"LINK"),
    ],
)
def test_nothing_is_stored_of_a_page_that_cannot_be_taken(client, other, monkeypatch, answer):
    monkeypatch.setattr(page, "SECONDS", 0.5)
    target = url_of(a_post())
    status, headers, content = answer
    if isinstance(content, bytes):
        content = content.replace(b"LINK", b"<a href='TARGET'>x</a>").replace(
            b"TARGET", target.encode()
        )
    other.answers["/answer"] = (status, headers, content)
    assert send_and_check(client, other, target).status_code == 202
    assert stored() == 0


EVIL = '<img src=x onerror=alert(1)>"&lt;script&gt;alert(1)&lt;/script&gt;**x**](http://e.example)'


@pytest.mark.one_database
def test_markup_in_names_titles_and_words_is_text(client, other):
    post = a_post()
    link = f"<a href='{url_of(post)}'>x</a>"
    publish(
        other,
        f"<title>{EVIL.replace('<', '&lt;')}</title><div class=h-entry>"
        f"<p class='p-author'>{EVIL}</p><p class=e-content>{EVIL}{link}</p></div>",
    )
    send_and_check(client, other, url_of(post))
    comment = Comment.objects.get()
    decide("approve", comment, by=mona())
    for path in (post.get_absolute_url(), "/comments/feed/"):
        html = client.get(f"{path}?v={NEWER}").text
        assert "<script>alert" not in html and "<img src=x" not in html
    assert "<strong>" not in comment.body_html and 'href="http://e.' not in comment.body_html


HOSTILE = [
    *("<", "<a ", "<!--", "<a href='", "<div class=h-entry>", "<p class='p-name e-content'>"),
    *("</p>", "<title>", "<script>", "<b><i>", "<a href=/x>", "\ud800", "<svg><a>", "&#1;"),
]


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("part", HOSTILE)
def test_any_text_can_be_read_as_a_page(part):
    markup = f"<a href=/x></a>{part * 20_000}"
    assert read_source(markup, "https://blog.example/", "https://blog.example/x")


# Floods


@pytest.mark.one_database
def test_one_network_sends_no_more_than_its_share(client, other, settings, monkeypatch):
    few = replace(WEBMENTION, per_person=10, per_network=10)
    monkeypatch.setattr("blogsite.webmentions.views.WEBMENTION", few)
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    target = url_of(a_post())
    answers = [
        send(client, f"https://s{n}.example/", target, headers={"X-Forwarded-For": "198.51.100.7"})
        for n in range(11)
    ]
    assert [answer.status_code for answer in answers] == [202] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) > 0
    others = {"X-Forwarded-For": "203.0.113.9"}
    assert send(client, other.url, target, headers=others).status_code == 202


@pytest.mark.one_database
def test_a_host_is_named_a_limited_number_of_times_and_by_everybody(client, settings, monkeypatch):
    few = replace(WEBMENTION_SOURCE, site_wide=20)
    monkeypatch.setattr("blogsite.webmentions.requests.WEBMENTION_SOURCE", few)
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.SITE_ADDRESS = "https://blog.example"
    target = url_of(a_post())

    def name(number, network):
        ip = f"2001:db8:{network:x}::1"
        source = f"https://victim.example/{number}"
        return send(client, source, target, headers={"X-Forwarded-For": ip}).status_code

    assert [name(n, n // 2) for n in range(20)] == [202] * 20
    assert [name(n, 0) for n in range(20, 25)] == [202] * 3 + [429] * 2
    assert name(30, 0xFFFF) == 202


def test_what_waits_is_bounded_and_the_largest_flood_gives_way(client, other, monkeypatch):
    monkeypatch.setattr(mention_module, "MAX_WAITING", 50)
    post = a_post()
    target = url_of(post)

    def row(number, host):
        return MentionRequest(
            key=f"{host} {number}", source=f"https://{host}/{number}", host=host, post=post
        )

    MentionRequest.objects.bulk_create(row(n, "flood.example") for n in range(49))
    MentionRequest.objects.add(row(0, "quiet.example"))
    for number in range(49, 60):
        MentionRequest.objects.add(row(number, "flood.example"))
    assert send(client, other.url, target).status_code == 202
    assert MentionRequest.objects.count() == 50
    assert MentionRequest.objects.filter(host="quiet.example").exists()
    publish(other, f"<a href='{target}'>x</a>")
    monkeypatch.setattr(checking, "read_page", read_own(other))
    check_due()
    assert Comment.objects.count() == 1


def test_many_slow_sites_do_not_keep_a_round_from_ending(client, other, monkeypatch):
    monkeypatch.setattr(turns, "MAX_TURNS", 2)
    post = a_post()
    for number in range(12):
        send(client, f"https://s{number}.example/", url_of(post))
    monkeypatch.setattr(checking, "read_page", read_own(other))
    assert [check_due(), check_due(), check_due()] == [10, 2, 0]


def read_own(other):
    """Return a reader for which no other site than this one answers."""

    def read(url):
        if url == other.url:
            return page.read_page(url)
        raise page.Failed("no answer")

    return read


def test_a_site_that_fails_is_asked_again_and_then_forgotten(client, other):
    post = a_post()
    publish(other, "", 503)
    send_and_check(client, other, url_of(post))
    for attempt in range(1, mention_module.MAX_WAITS + 1):
        request = MentionRequest.objects.get()
        assert request.attempts == attempt and request.due > timezone.now()
        check_due()
        assert len(other.requests) == attempt
        MentionRequest.objects.update(due=timezone.now())
        check_due()
    assert MentionRequest.objects.count() == 0 and stored() == 0


@pytest.mark.one_database
def test_an_error_at_one_page_changes_nothing_for_the_others(client, other, monkeypatch):
    post = a_post()
    publish(other, ENTRY.format(url_of(post)))

    def read(url):
        assert url == other.url
        return page.read_page(url)

    monkeypatch.setattr(checking, "read_page", read)
    for source in (f"{other.url}?broken", other.url):
        send(client, source, url_of(post))
    check_due()
    request = MentionRequest.objects.get()
    assert (request.source, request.attempts) == (f"{other.url}?broken", 1)
    assert Mention.objects.get().source == other.url


def test_a_request_whose_reader_was_killed_is_read_by_the_next(client, other):
    post = a_post()
    publish(other, ENTRY.format(url_of(post)))
    send(client, other.url, url_of(post))
    MentionRequest.objects.due().claim()  # and its process ends here
    assert check_due() == 0
    MentionRequest.objects.update(due=timezone.now() - timedelta(seconds=1))
    assert check_due() == 1 and Mention.objects.count() == 1


@pytest.mark.one_database
def test_a_round_without_requests_is_one_query(django_assert_num_queries):
    with django_assert_num_queries(3):  # with the two of the transaction of a claim
        assert check_due() == 0
