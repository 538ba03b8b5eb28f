"""Imports from Disqus: conversations go to the posts at their URLs, each comment once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError
from django.utils import timezone

from accounts.models import Person, User
from comments.models import Comment
from posts.foreign_pages import find, find_or_make
from posts.models import Blog, OldAddress, Post, Site
from tests.blogsite.disqus_exports import SITE, a_disqus_export, a_message, a_thread
from tests.blogsite.exports import a_comment, a_post, an_export
from tests.cast import a_comment as a_comment_of_ours
from tests.cast import a_post as a_post_of_ours

pytestmark = pytest.mark.django_db

CUT_LINK = (
    '<p>See <a href="https://harbour.example/very/long">https://harbour.example/ve...</a></p>'
    "<p>2 * 3 * 4 **x**</p>"
)


@pytest.fixture
def disqus(take):
    """Return a function that imports records of Disqus and gives what the command printed."""

    def taking(*records, **options):
        return take(a_disqus_export(*records), "disqus.xml", command="import_disqus", **options)

    return taking


def comments():
    return list(Comment.objects.order_by("tree_id", "lft"))


def bodies():
    return [comment.body for comment in comments()]


def known_at(path, post=None):
    """Return a post that was once at a path."""
    post = post or a_post_of_ours("The harbour")
    OldAddress.objects.add(path, post)
    return post


def test_two_threads_of_one_article_are_one_conversation(disqus):
    post = known_at("/a.html")
    same = [("Hello.", None), ("Hello to you.", 1), ("Bye.", 2)]
    copies = [
        a_message(
            first + n, words, thread=thread, parent=parent and first + parent, createdAt=at(n)
        )
        for thread, first in ((10, 100), (11, 200))
        for n, (words, parent) in enumerate(same, 1)
    ]
    fourth = a_message(204, "Only here.", thread=11, parent=203, createdAt=at(4))
    threads = a_thread(10, f"{SITE}/a.html"), a_thread(11, "http://www.harbour.example/a/")
    report = disqus(*threads, *copies, fourth)
    assert {comment.post for comment in comments()} == {post}
    assert [(c.body, c.level) for c in comments()] == [
        ("Hello.", 0),
        ("Hello to you.", 1),
        ("Bye.", 2),
        ("Only here.", 3),
    ]
    assert "3 × copy of a comment" in report
    assert report.endswith("Nothing that readers can see was lost.\n")
    assert "Came in: nothing" in disqus(*reversed(threads), *copies, fourth)


def at(minute):
    return f"2014-05-07T09:{minute:02}:00Z"


@pytest.mark.one_database
def test_a_comment_that_wordpress_brought_is_already_there(take, disqus):
    old = a_comment(7, "It came <b>early</b>.", comment_author="Bo")
    take(an_export(a_post(old, link=f"{SITE}/2010/07/29/the-first-frost/"), site=SITE))
    report = disqus(
        a_thread(link=f"{SITE}/2010/07/29/the-first-frost/?ref=feed"),
        a_message(100, "<p>It came early.</p>", wp_id=7),
        a_message(101, "<p>It did.</p>", parent=100),
    )
    assert "Came in: 1 comment\n" in report
    assert "Already there: 1 comment\n" in report
    assert [(c.level, c.body) for c in comments()] == [(0, "It came <b>early</b>."), (1, "It did.")]
    newer = an_export(a_post(old, a_comment(9, "New.")), site=SITE)
    assert "Came in: 1 comment\n" in take(newer)


def test_a_comment_that_wordpress_has_not_brought_yet_comes_once(take, disqus):
    take(an_export(a_post(post_id=7), site=SITE))
    thread = a_thread(link="https://harbour.example/old/", identifier=f"7 {SITE}/?p=7")
    disqus(thread, a_message(100, "Hello.", wp_id=3))
    assert comments()[0].post == Post.objects.get()
    report = take(an_export(a_post(a_comment(3, "Hello."), post_id=7), site=SITE))
    assert "Already there: 1 comment, 1 post" in report


def test_a_deleted_comment_with_a_reply_is_a_tombstone(client, disqus):
    post = known_at("/a.html")
    report = disqus(
        a_thread(),
        a_message(102, "The answer.", parent=101),
        a_message(101, "Rude words.", isDeleted="true", name="Cy", email="cy@harbour.example"),
        a_message(103, "Nobody answered this.", isDeleted="true"),
        a_message(104, "Buy this!", isSpam="true", isDeleted="true"),
        a_message(105, "Not looked at.", isApproved="false"),
    )
    tombstone, reply, spam, held = comments()
    assert (tombstone.status, tombstone.body, tombstone.name) == ("withdrawn", "", "")
    assert tombstone.email == ""
    assert (reply.parent, reply.level, reply.status) == (tombstone, 1, "published")
    assert (spam.status, held.status) == ("rejected", "held")
    assert "comments: 1 published, 1 withdrawn, 1 rejected, 1 held" in report
    page = client.get(post.get_absolute_url()).content.decode()
    assert "The answer." in page
    assert "This comment was deleted." in page
    assert "Rude words" not in page


@pytest.mark.one_database
def test_a_message_says_what_its_author_wrote(disqus):
    disqus(a_thread(), a_message(100, CUT_LINK))
    html = comments()[0].body_html
    assert 'href="https://harbour.example/very/long"' in html
    assert ">https://harbour.example/very/long</a>" in html
    assert "<p>2 * 3 * 4 **x**</p>" in html


WRITTEN = [
    ("<p>one<br>two</p><p>three</p>", "<p>one<br>two</p>\n<p>three</p>"),
    ("<p>- a<br>1. b</p><p>&gt; c</p>", "<p>- a<br>1. b</p>\n<p>&gt; c</p>"),
    ("<p>f**k `x` [a](b) &amp;copy; List&lt;T&gt;</p>", "<p>f**k `x` [a](b) &amp;copy; List&lt;T"),
    ("<b>bold <i>both</i></b>", "<p><b>bold <i>both</i></b></p>"),
    ("<blockquote><p>a</p><p>b</p></blockquote>c", "<blockquote><p>a</p>\n<p>b</p></blockquote>"),
    ("<pre><code>x = *p;\n\n  y</code></pre>", "<pre><code>x = *p;\n\n  y</code></pre>"),
    ('<img src="https://a.example/b.png" alt="A *boat*">', ">A *boat*</a>"),
    ('<a href="https://disq.us/url?url=https%3A%2F%2Fa.example%2Fb%3AHz4dSD-sdf_f2342sdfWE1&cuid=1">'
     "a.example/b</a>", '<a href="https://a.example/b" rel="nofollow ugc noopener">https://a.e'),
    ("Thanks @ada:disqus!", "<p>Thanks @ada!</p>"),
    ('<a href="javascript:alert(1)">x</a><script>y</script>', "<p>x</p>"),
    ("<p>" + "Long <b>words</b>. " * 900 + "</p>", "<p>Long words. Long"),
]  # fmt: skip


@pytest.mark.one_database
@pytest.mark.parametrize(("written", "visible"), WRITTEN)
def test_messages_are_shown_as_they_were(disqus, written, visible):
    disqus(a_thread(), a_message(100, written))
    assert visible in comments()[0].body_html


def test_authors_have_names_websites_and_real_emails_alone(disqus):
    now = timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ")
    disqus(
        a_thread(),
        a_message(100, name="Bo &amp; Co", email="bo@harbour.example", ipAddress="203.0.113.7"),
        a_message(101, name="Cy", username="", email="cy-123@wordpress.disqus.net"),
        a_message(102, name="", username="", ipAddress="203.0.113.9", createdAt=now),
        a_message(103, name="Bo", username="bo-of-the-sea"),
        a_message(104, name="Bo", username="bo-of-the-hills"),
    )
    first, second, third, *others = Comment.objects.order_by("origin")
    assert [(c.name, c.email, c.ip) for c in (first, second, third)] == [
        ("Bo & Co", "bo@harbour.example", None),
        ("Cy", "", None),
        ("Anonymous", "", "203.0.113.9"),
    ]
    assert first.created == datetime(2014, 5, 7, 9, 40, tzinfo=UTC)
    assert others[0].author != others[1].author
    assert not User.objects.filter(email="bo@harbour.example").exists()


ONE_ARTICLE = [
    "https://harbour.example/2014/note/",
    "http://www.harbour.example/2014/note",
    "https://harbour.example/2014/note/index.html",
    "https://harbour.example/2014/note.html?utm_source=feed&x=1#comments",
    "http://localhost:4000/2014/note/",
    "http://127.0.0.1:8000/2014/note/",
    "https://translate.google.com/translate?hl=de&u=https://harbour.example/2014/note/",
    "https://translate.googleusercontent.com/translate_c?u=https%3A%2F%2Fharbour.example%2F2014%2Fnote%2F",
    "https://harbour-example.translate.goog/2014/note/?_x_tr_sl=en&_x_tr_tl=de",
    "http://www.microsofttranslator.com/bv.aspx?a=http%3A%2F%2Fharbour.example%2F2014%2Fnote%2F",
    "https://webcache.googleusercontent.com/search?q=cache:AbC123xyz-_0:harbour.example/2014/note/+x",
    "https://web.archive.org/web/20150101000000/http://harbour.example:80/2014/note/",
]


def test_every_url_of_an_article_leads_to_one_conversation(disqus):
    elsewhere = "https://other.example/2014/note/"
    threads = [a_thread(10 + n, url) for n, url in enumerate([*ONE_ARTICLE, elsewhere])]
    messages = [a_message(100 + n, f"No. {n}", thread=10 + n) for n in range(len(threads))]
    report = disqus(*threads, *messages)
    counts = {post.origin: post.comment_count for post in Post.objects.all()}
    assert counts == {
        "page harbour.example/2014/note": len(ONE_ARTICLE),
        "page other.example/2014/note": 1,
    }
    assert (
        "  harbour.example/2014/note (comments: 12)\n  other.example/2014/note (comments: 1)"
        in report
    )


@pytest.mark.one_database
def test_another_host_of_the_same_pages_is_named_by_the_owner(disqus):
    post = known_at("/2014/note/")
    threads = a_thread(10, f"{SITE}/b/"), a_thread(11, "https://www.old.example/2014/note/")
    disqus(*threads, a_message(100), a_message(101, thread=11), host=["https://old.example/"])
    assert Comment.objects.on(post).count() == 1


@pytest.mark.one_database
def test_programs_tell_pages_apart_by_their_queries(disqus):
    urls = [f"{SITE}/{name}" for name in ("?p=1", "?p=2", "n.php?id=1", "n.php?id=2&utm_x=1")]
    threads = [a_thread(10 + n, url) for n, url in enumerate(urls)]
    disqus(*threads, *(a_message(100 + n, thread=10 + n) for n in range(4)))
    assert Post.objects.count() == 4


def test_a_page_that_is_no_post_here_is_in_no_list(client, disqus):
    post = a_post_of_ours("The lighthouse")
    version = Blog.objects.current().version
    report = disqus(
        a_thread(10, f"{SITE}{post.path}?share=x"),
        a_thread(11, f"{SITE}/gone/", title="A page that is gone", isClosed="true"),
        a_thread(12, f"{SITE}/empty/"),
        a_message(100),
        a_message(101, "Still here.", thread=11),
    )
    gone = Post.objects.get(place=Post.Place.ELSEWHERE)
    assert (gone.title, gone.comment_mode) == ("A page that is gone", Post.CommentMode.CLOSED)
    assert Comment.objects.on(post).count() == 1
    assert Blog.objects.current().version == version
    assert "Came in: 2 comments, 1 page elsewhere\n" in report
    assert "  harbour.example/gone (comments: 1)\n" in report
    page = client.get(gone.get_absolute_url()).content.decode()
    assert "Still here." in page
    assert f'href="{SITE}/gone/"' in page
    for path in ("/", "/feed/", "/archive/", "/sitemap.xml", "/search/?q=gone"):
        assert "A page that is gone" not in client.get(path).content.decode()


def test_a_conversation_of_disqus_goes_on_below_the_page_of_its_site(disqus):
    threads = [a_thread(10 + n, url) for n, url in enumerate(ONE_ARTICLE)]
    records = *threads, a_message(100), a_thread(50, f"{SITE}/b.html"), a_message(101, thread=50)
    disqus(*records)
    assert find(f"{SITE}/2014/note/") is None
    Site.objects.create(origin=SITE)
    first, second = Post.objects.order_by("pk")
    for url in ONE_ARTICLE[:3] + ["https://www.harbour.example/2014/note/index.html"]:
        assert find(url) == first, url
    assert find(f"{SITE}/b.html") == second == find_or_make(f"{SITE}/b.html?fbclid=x", "b")
    disqus(*records)
    assert Post.objects.count() == 2


def test_the_url_of_a_page_that_is_gone_leads_to_its_conversation(client, disqus, settings):
    settings.ALLOWED_HOSTS = ["gone.example"]
    threads = (
        a_thread(10, "http://gone.example/gone/%C3%A4.html?utm_x=1"),
        a_thread(12, f"{SITE}/b/"),
    )
    disqus(*threads, a_message(100), a_message(101, thread=10), a_message(102, thread=12))
    post = Post.objects.get(origin__startswith="page gone")
    answer = client.get("/gone/%C3%A4.html?fbclid=1", headers={"Host": "gone.example"})
    assert (answer.status_code, answer["Location"]) == (302, f"{post.get_absolute_url()}#comments")
    for path in ("/b/", "/gone/", "/gone/%00", "/gone/%zz", f"/{'x' * 3_000}/"):
        assert client.get(path, headers={"Host": "gone.example"}).status_code == 404, path
    post.unpublish()
    assert client.get("/gone/%C3%A4.html", headers={"Host": "gone.example"}).status_code == 404


def test_an_import_joins_a_conversation_that_has_begun_meanwhile(disqus):
    Site.objects.create(origin=SITE)
    post = find_or_make("http://www.harbour.example/a.html?utm_source=x#comments")
    a_comment_of_ours(post, "I was here first.")
    assert "page elsewhere" not in disqus(a_thread(), a_message(100))
    assert Post.objects.get().comment_count == 2


@pytest.mark.one_database
def test_a_link_to_a_comment_of_disqus_finds_it_here(client, disqus):
    disqus(a_thread(), a_message(1234567890), a_message(1234567891, parent=1234567890))
    post, comment = Post.objects.get(), comments()[1]
    answer = client.get(f"/posts/{post.pk}/old-comments/1234567891/")
    assert answer["Location"].endswith(f"#comment-{comment.pk}")
    answer = client.get(f"/posts/{post.pk}/old-comments/91/")
    assert answer["Location"].endswith("#comments")


@pytest.mark.one_database
def test_a_page_elsewhere_of_which_nobody_saw_a_comment_is_left_out(disqus):
    report = disqus(a_thread(), a_message(100, isSpam="true"), a_message(101, isDeleted="true"))
    assert not Post.objects.exists()
    assert "2 × comment that nobody saw, of a page elsewhere" in report


def test_parents_in_any_order_and_parents_that_are_missing(disqus):
    report = disqus(
        a_message(103, "c", parent=102, thread=10),
        a_message(102, "b", parent=101),
        a_message(101, "a"),
        a_message(104, "d", parent=99),
        a_message(105, "lost", thread=77),
        a_thread(),
    )
    assert [(c.body, c.level) for c in comments()] == [("a", 0), ("b", 1), ("c", 2), ("d", 0)]
    assert "comment 104 (line 7): its parent 99 is not among the comments" in report
    assert "1 × comment of a page that the file does not have" in report


def test_a_newer_export_adds_only_what_is_new(disqus):
    disqus(a_thread(), a_message(100), a_message(101, parent=100))
    people = Person.objects.count()
    newer = [a_thread(), a_message(100), a_message(101, parent=100), a_message(102, parent=101)]
    report = disqus(*newer, dry_run=True)
    assert "Would come in: 1 comment\n" in report
    assert Comment.objects.count() == 2
    assert "Came in: 1 comment\n" in disqus(*newer)
    assert [comment.level for comment in comments()] == [0, 1, 2]
    assert Person.objects.count() == people


@pytest.mark.one_database
def test_likes_are_reported_as_lost(disqus):
    report = disqus(a_thread(), a_message(100, likes=3), a_message(101, likes=2))
    assert "5 × like of a comment" in report
    assert report.endswith("Readers can miss something in 1 place.\n")


FOR_DISQUS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dsq="http://www.disqus.com/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.0/"><channel><item><title>The harbour</title>
<link>https://harbour.example/a.html</link><content:encoded><![CDATA[Ships.]]></content:encoded>
<dsq:thread_identifier>harbour-1</dsq:thread_identifier>
<wp:post_date_gmt>2010-09-20 09:13:44</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>
<wp:comment><dsq:remote><dsq:id>7</dsq:id></dsq:remote><wp:comment_id>65</wp:comment_id>
<wp:comment_author>Bo</wp:comment_author><wp:comment_author_email>bo@harbour.example
</wp:comment_author_email><wp:comment_author_url>https://bo.example/</wp:comment_author_url>
<wp:comment_date_gmt>2010-09-20 13:19:10</wp:comment_date_gmt>
<wp:comment_content><![CDATA[Hello <b>world</b>]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_parent>0</wp:comment_parent></wp:comment>
<wp:comment><wp:comment_id>66</wp:comment_id><wp:comment_author>Cy</wp:comment_author>
<wp:comment_date_gmt>2010-09-20 14:00:00</wp:comment_date_gmt><wp:comment_content>Hi
</wp:comment_content><wp:comment_approved>0</wp:comment_approved>
<wp:comment_parent>65</wp:comment_parent></wp:comment></item></channel></rss>"""


@pytest.mark.one_database
def test_a_file_made_for_disqus_brings_its_comments_and_no_posts(take):
    post = known_at("/a.html")
    with pytest.raises(CommandError, match="this is a file for Disqus.*: use import_disqus"):
        take(FOR_DISQUS)
    assert Post.objects.count() == 1
    report = take(FOR_DISQUS, command="import_disqus")
    first, second = comments()
    assert (first.post, first.name, first.email) == (post, "Bo", "bo@harbour.example")
    assert (first.website, first.created.hour) == ("https://bo.example/", 13)
    assert (second.parent, second.status) == (first, "held")
    assert "Came in: 2 comments\n" in report
    assert "Came in: nothing" in take(FOR_DISQUS, command="import_disqus")


WHOLE = a_disqus_export(a_thread(), a_message(100))
BOMB = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><disqus>&b;</disqus>'
REFUSED = [
    (WHOLE[:-40], "the file is cut off inside <post>"),
    (WHOLE.replace("</createdAt>", "</created>"), "line 4, column .*broken XML: mismatched tag"),
    (WHOLE.replace("<disqus ", f"{BOMB}<disqus ", 1), "it declares a document type"),
    (
        WHOLE.replace("<disqus ", "<forum ", 1),
        "line 2, column 1: this is XML that begins with <forum>",
    ),
    (an_export(a_post(a_comment(1))), "this is a WordPress export or a feed, and not of Disqus"),
    ("<html><body>Sign in</body></html>", "line 1: this is an HTML page"),
    ('{"version": 1}', "line 1: this looks like JSON"),
    ("", "the file is empty"),
    (WHOLE.replace('dsq:id="100"', ""), "line 5, column .*: a post has no id"),
    (WHOLE.replace("<message />", "<x>" * 30), "elements are nested more than 20 deep"),
    (f'<disqus x="{"y" * 17_000_000}"></disqus>', "one tag is longer than"),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("content", "reason"), REFUSED)
def test_what_is_no_whole_export_is_refused_in_one_line(take, content, reason):
    with pytest.raises(CommandError, match=reason) as refusal:
        take(content, "disqus.xml", command="import_disqus")
    assert "\n" not in str(refusal.value)
    assert not Comment.objects.exists()


@pytest.mark.one_database
def test_entities_of_html_and_bare_ampersands_are_read(take):
    content = WHOLE.replace("The harbour", "Fish&nbsp;& chips &eacute;&unknown;")
    take(content, "disqus.xml", command="import_disqus")
    assert Post.objects.get().title == "Fish & chips é&unknown;"


def test_strange_dates_and_characters_are_repaired(disqus):
    later = (timezone.now() + timedelta(days=900)).isoformat()
    disqus(
        a_thread(),
        a_message(100, "a\x00b\x07"),
        a_message(101, createdAt=later),
        a_message(102, createdAt="yesterday"),
        a_message(103, createdAt="2014-05-07T12:00:00+02:00"),
    )
    assert comments()[0].body == "ab"
    assert all(comment.created <= timezone.now() for comment in comments())
    assert Comment.objects.get(origin__endswith=" 103").created.hour == 10
