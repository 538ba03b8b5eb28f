"""Links that jump within a post, as footnotes do: on the page, in the feed, from an import."""

import re
from html import unescape

import pytest
from django.core.management import call_command

from posts.models import Post
from tests.blogsite.exports import a_meta, an_export
from tests.blogsite.exports import a_post as exported
from tests.cast import a_comment, a_post

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FOOTNOTE = (
    '<p>A claim<sup id="comments"><a href="#fn1">1</a></sup></p>'
    '<ol><li id="fn1">Its source <a href="#comments">back</a></li></ol>'
)


def jumps_of(html):
    """Return the targets of the links that jump within `html`, and all its ids."""
    return re.findall(r'href="#(text-[^"]+)"', html), re.findall(r'\bid="([^"]+)"', html)


def test_the_links_of_a_footnote_lead_to_it_and_back(client):
    post = a_post(body=FOOTNOTE)
    a_comment(post)
    page = client.get(post.get_absolute_url()).text
    targets, ids = jumps_of(page)
    assert targets == ["text-fn1", "text-comments"]
    assert set(targets) <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("page_id", ["comment-1", "respond", "main", "comments", "note"])
def test_an_id_in_a_post_is_never_an_id_of_the_page(client, page_id):
    body = f'<p id="{page_id}">Here.</p><h2 id="text-{page_id}">There.</h2>'
    post = a_post(body=body)
    a_comment(post)
    ids = jumps_of(client.get(post.get_absolute_url()).text)[1]
    assert ids.count(f"text-{page_id}") == 1
    assert len(ids) == len(set(ids))


def test_footnotes_in_a_feed_lead_to_the_page_of_the_post(client):
    post = a_post(body=FOOTNOTE)
    feed = client.get("/feed/").text
    base, content = re.search(r'xml:base="([^"]+)"[^>]*>(.*?)</content>', feed, re.DOTALL).groups()
    assert base.endswith(post.get_absolute_url())
    links = re.findall('href="([^"]+)"', unescape(content))
    assert links == [f"{base}#text-fn1", f"{base}#text-comments"]


def test_an_import_keeps_footnotes_tables_and_details(tmp_path, client):
    body = (
        f"{FOOTNOTE}<table><caption>Ice</caption><tr><th>Pond</th><td>4 cm</td></tr></table>"
        "<details><summary>More</summary>One line.\n\nAnother.</details>"
        '<p><a name="old"></a>An old anchor, <a href="#old">jumped to</a>.</p>'
    )
    export = tmp_path / "export.xml"
    export.write_text(an_export(exported(content=body)))
    call_command("import_wordpress", str(export))
    html = client.get(Post.objects.get().get_absolute_url()).text
    targets, ids = jumps_of(html)
    assert targets == ["text-fn1", "text-comments", "text-old"]
    assert set(targets) <= set(ids)
    assert "<caption>Ice</caption>" in html
    assert "<details><summary>More</summary><p>One line.</p>" in html


def test_footnotes_of_the_block_editor_lead_to_their_notes_and_back(tmp_path, client):
    body = '<p>A claim<sup data-fn="9f-0" class="fn"><a href="#9f-0" id="9f-0-link">1</a></sup></p>'
    notes = a_meta("footnotes", '[{"content": "Its source.", "id": "9f-0"}]')
    export = tmp_path / "export.xml"
    export.write_text(an_export(exported(notes, content=body)))
    call_command("import_wordpress", str(export))
    targets, ids = jumps_of(client.get(Post.objects.get().get_absolute_url()).text)
    assert targets == ["text-9f-0", "text-9f-0-link"]
    assert set(targets) <= set(ids)


def test_links_of_footnotes_say_on_the_page_what_they_are(client):
    body = (
        '<p>A claim<sup id="ref1"><a href="#fn1">1</a></sup>, see <a href="#ref1">above</a>.</p>'
        '<ol class="footnotes"><li id="fn1">Its source <a href="#ref1">↩</a></li></ol>'
    )
    page = client.get(a_post(body=body).get_absolute_url()).text
    assert '<a role="doc-noteref" href="#text-fn1">1</a>' in page
    assert '<a href="#text-ref1">above</a>' in page
    assert '<ol dir="auto" aria-label="Footnotes" class="footnotes">' in page
    back = 'role="doc-backlink" href="#text-ref1" aria-label="Back to the text">↩\ufe0e</a>'
    assert back in page
