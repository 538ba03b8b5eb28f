"""The blog as a WordPress export, held against what WordPress's importer reads."""

import io
import re
from datetime import datetime
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from accounts.models import Person
from blogsite.transfer.wordpress.importer import import_wordpress
from blogsite.transfer.wxr.markup import comment_markup, post_markup
from blogsite.transfer.wxr.writer import export_wordpress
from comments.models import Comment
from moderation.text.sanitizing import visible_text
from posts.models import Post
from tests.cast import a_comment, a_post, account
from tests.snapshot import Snapshot

WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
CREATOR = "{http://purl.org/dc/elements/1.1/}creator"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def channel(tmp_path):
    """Return a function that exports the blog and returns the file's channel."""

    def export(**options):
        export_wordpress(tmp_path / "blog.xml", **options)
        return ElementTree.parse(tmp_path / "blog.xml").getroot().find("channel")

    return export


def value(item, name) -> str:
    return item.findtext(f"{WP}{name}") or ""


def test_the_file_keeps_to_the_rules_of_the_importer_of_wordpress(channel, fill_blog, tmp_path):
    fill_blog()
    root = channel()
    assert re.fullmatch(r"\d+\.\d+", value(root, "wxr_version"))
    assert "<!DOCTYPE" not in (tmp_path / "blog.xml").read_text()
    logins = {value(author, "author_login") for author in root.iter(f"{WP}author")}
    assert all(re.fullmatch(r"[a-z0-9 _.@-]+", login) for login in logins)
    items = list(root.iter("item"))
    ids = [int(value(item, "post_id")) for item in items]
    assert len(set(ids)) == len(ids)
    slugs = {value(tag, "tag_slug") for tag in root.iter(f"{WP}tag")}
    for category in root.iter(f"{WP}category"):  # a parent comes before what is part of it
        assert value(category, "category_parent") in {"", *slugs}
        slugs.add(value(category, "category_nicename"))
    assert {"weather", "frost", "night-shift"} <= slugs
    for item in items:
        check_item(item, ids, logins, slugs)
    pictures = [item for item in items if value(item, "post_type") == "attachment"]
    names = [
        meta.findtext(f"{WP}meta_value")
        for item in pictures
        for meta in item.iter(f"{WP}postmeta")
        if meta.findtext(f"{WP}meta_key") == "_wp_attached_file"
    ]
    assert names and all((tmp_path / "blog.xml.media" / name).is_file() for name in names)
    urls = [value(item, "attachment_url") for item in pictures]
    assert all(url.startswith("http") and url.endswith((".jpg", ".png")) for url in urls)
    assert any(urls[0] in (item.findtext(CONTENT) or "") for item in items)


def check_item(item, ids, logins, slugs):
    assert value(item, "post_type") in ("post", "page", "attachment")
    assert value(item, "status") in ("publish", "future", "draft", "private", "inherit")
    assert item.findtext(CREATOR) in logins
    assert int(value(item, "post_parent")) in {0, *ids}
    for name in ("post_date", "post_date_gmt"):
        text = value(item, name)
        assert text == "0000-00-00 00:00:00" or datetime.strptime(text, "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
    assert {category.get("nicename") for category in item.iter("category")} <= slugs
    before = set()
    for comment in item.iter(f"{WP}comment"):
        pk, parent = int(value(comment, "comment_id")), int(value(comment, "comment_parent"))
        assert pk not in before and (parent == 0 or parent in before and parent < pk)
        before.add(pk)
        assert value(comment, "comment_approved") in ("0", "1", "spam", "trash")
        assert tags_in(value(comment, "comment_content")) <= ALLOWED


# What WordPress lets readers write.
ALLOWED = {"a", "b", "blockquote", "cite", "code", "del", "em", "i", "q", "s", "strong"}


def tags_in(html) -> set[str]:
    tags = set()
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attrs: tags.add(tag)
    parser.feed(html)
    return tags


def meaning():
    """Return what readers see of posts and comments, and the states, without ids."""
    posts = {
        post.title: (
            post.state,
            post.published_at and post.published_at.replace(microsecond=0),
            visible_text(post.body_html),
            post.excerpt,
            post.social_description,
            post.is_sticky,
            sorted(tag.name for tag in post.tags.all()),
            post.author.display_name,
        )
        for post in Post.objects.filter(place="post")
    }
    comments = sorted(
        (
            str(comment.post),
            comment.created.replace(microsecond=0),
            comment.status,
            comment.name,
            " ".join(visible_text(text.body_html) for text in comment.texts),
            comment.parent and visible_text(comment.parent.body_html),
        )
        for comment in Comment.objects.exclude(status="withdrawn").select_related("post", "parent")
    )
    return posts, [list(map(str, comment)) for comment in comments]


def test_our_own_import_of_the_file_means_the_same(tmp_path, db):
    put_back = Snapshot().put_back
    post = a_post("Frost & snow", "<p>Cold <em>again</em>, ]]&gt; it says.</p>", excerpt="Brr")
    Post.objects.update(social_description="Cold & “told”", is_sticky=True)
    post.tag(["C++", "Night shift"])
    first = a_comment(
        post, "**Bold** and *it*, 2 * 3 * 4, a_b_c\n\n- one\n- two\n\n> said", name="Éva"
    )
    reply = a_comment(
        post, "1. first\n2. second\n\n`x <b> y`", parent=first, by=Person.objects.create()
    )
    a_comment(post, "No <script>.", parent=reply, by=account("jürgen", display_name="Jürgen"))
    for status in ("held", "rejected", "removed"):
        a_comment(post, f"This is {status}.", status="published")
        Comment.objects.filter(body=f"This is {status}.").update(status=status)
    other = a_comment(post, "At first.")
    other.add("And then.")
    before = meaning()
    call_command("export_wordpress", str(tmp_path / "blog.xml"), stdout=(out := io.StringIO()))
    assert "1 post, 7 comments, 0 pictures" in out.getvalue()
    put_back()
    import_wordpress(tmp_path / "blog.xml")
    assert meaning() == before


@pytest.mark.one_database
def test_withdrawn_words_and_personal_data_stay_here(channel, fill_blog):
    fill_blog()
    withdrawn = Comment.objects.filter(status="withdrawn", erased=None).first()
    Comment.objects.filter(pk=withdrawn.pk).update(body="Secret", body_html="<p>Secret</p>")
    assert "Secret" not in ElementTree.tostring(channel(), "unicode")
    text = ElementTree.tostring(channel(with_personal_data=False), "unicode")
    assert not re.search(r"[\w.]+@[\w.]+\.example|203\.0\.113", text)


MARKUP = {
    "<p>a</p><p>b<br>c</p>": "a\n\nb\nc",
    "<p>2 * 3_4</p>": "2 &#42; 3&#95;4",
    "<ol><li>a</li><li>b</li></ol>": "1. a\n2. b",
    '<p><a href="/about/" rel="nofollow">us</a></p>': '<a href="https://b.example/about/">us</a>',
    "<p># no &lt;b&gt;</p>": "&#35; no &lt;b&gt;",
}


@pytest.mark.one_database
@pytest.mark.parametrize("html", MARKUP)
def test_comments_have_only_what_wordpress_keeps_of_them(html):
    assert comment_markup(html, "https://b.example") == MARKUP[html]


@pytest.mark.one_database
def test_pictures_of_a_post_name_one_whole_url_each():
    html = '<p><a href="#fn-1">1</a><img src="/media/images/ab.jpg" srcset="/x 1w" alt="A"></p>'
    assert post_markup(html, "https://b.example") == (
        '<p><a href="#fn-1">1</a><img src="https://b.example/media/images/ab.jpg" alt="A"></p>'
    )
