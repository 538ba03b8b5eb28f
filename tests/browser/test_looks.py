"""How posts of every kind look in lists and by themselves, on phones and on desktops."""

import pytest
from django.conf import settings

from posts.models import Image, Post
from tests.browser.accessibility import violations
from tests.browser_thread import expect
from tests.cast import a_comment, a_post

PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
COLUMNS = [f"<td>Column {n} of the table</td>" for n in range(9)]
WIDE_TABLE = f"<table><tr>{''.join(COLUMNS)}</tr></table>"
LEFT_EDGES = """entry => [...new Set([...entry.children]
    .filter(part => !part.matches(".entry__picture"))
    .map(part => Math.round(part.getBoundingClientRect().left)))]"""
# Waits until the frame has scrolled, and returns how far in pixels.
SCROLLED = """async frame => {
    while (!frame.scrollLeft) await new Promise(requestAnimationFrame)
    return frame.scrollLeft
}"""
TOO_WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def picture(transactional_db):
    data = (settings.BASE_DIR / "fixtures" / "images" / "clock.jpg").read_bytes()
    return Image.objects.store(data, alt="A clock")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("newest", ["with", "without"])
def test_all_parts_of_a_list_entry_are_in_one_column(page, live_server, picture, size, newest):
    pictures = {"with": picture, "without": None}
    for kind in sorted(pictures, key=newest.__eq__):  # the newest comes last
        post = a_post(f"A post {kind} picture", lead_image=pictures[kind])
        post.tag(["Weather"])
    page.set_viewport_size(size)
    tag, by_author = post.tags.get().get_absolute_url(), f"/authors/{post.author_id}/"
    for url in ("/", tag, by_author, f"{post.date:/%Y/%m/}"):
        page.goto(live_server.url + url)
        entries = page.locator(".entry")
        expect(entries).to_have_count(2)
        expect(entries.first).to_contain_text(f"A post {newest} picture")
        for entry in entries.all():
            assert len(entry.evaluate(LEFT_EDGES)) == 1, url
            assert entry.locator("h2").bounding_box()["width"] > size["width"] / 4, url


def test_no_page_of_the_sample_is_wider_than_a_phone(page, live_server, sample_blog):
    page.set_viewport_size(PHONE)
    posts = list(Post.objects.published())
    urls = ["/", "/archive/", "/search/?q=clock", "/2026/", f"/authors/{posts[0].author_id}/"]
    urls += [post.get_absolute_url() for post in posts]
    urls += [tag.get_absolute_url() for post in posts[:6] for tag in post.tags.all()]
    for url in urls:
        assert page.goto(live_server.url + url).status == 200, url
        assert not page.evaluate(TOO_WIDE), url


def test_a_wide_table_scrolls_in_its_own_frame(page, live_server, transactional_db):
    post = a_post(body=f"<p>Look:</p>{WIDE_TABLE}<pre><code>{'x = 1; ' * 60}</code></pre>")
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + post.get_absolute_url())
    assert not page.evaluate(TOO_WIDE)
    frame = page.get_by_role("group", name="Table")
    assert frame.evaluate("frame => frame.scrollWidth > frame.clientWidth + 100")
    frame.focus()
    page.keyboard.press("ArrowRight")
    assert frame.evaluate(SCROLLED) > 0
    assert violations(page, ".post") == []


def test_a_gallery_fits_a_phone_and_long_lines_of_code_scroll(page, live_server, picture):
    image = f'<a href="{picture.source}"><img src="{picture.source}" alt="A clock"></a>'
    figure = f"<figure>{image}<figcaption>The clock in May</figcaption></figure>"
    gallery = f'<figure class="gallery">{figure * 5}<figcaption>All clocks</figcaption></figure>'
    code = f'<pre><code class="language-python">{"x = 1; " * 60}</code></pre>'
    post = a_post(body=f"<p>Look:</p>{gallery}{code}")
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + post.get_absolute_url())
    assert not page.evaluate(TOO_WIDE)
    pictures = page.locator(".gallery > figure")
    first, second, third = (pictures.nth(number).bounding_box() for number in range(3))
    assert first["y"] == second["y"] < third["y"]
    frame = page.get_by_role("group", name="Code")
    frame.focus()
    page.keyboard.press("ArrowRight")
    assert frame.evaluate(SCROLLED) > 0
    assert violations(page, ".post") == []


def test_right_to_left_text_begins_at_the_right(page, live_server, transactional_db):
    words = "مرحبا بالعالم"
    post = a_post(words, body=f"<p>{words}</p><blockquote><p>{words}</p></blockquote><p>Hello</p>")
    a_comment(post, f"{words}\n\nHello")
    page.goto(live_server.url + post.get_absolute_url())
    starts_right = """node => {
        const range = document.createRange()
        range.selectNodeContents(node)
        const [line, box] = [range, node].map(each => each.getBoundingClientRect())
        return line.left - box.left > 50 && box.right - line.right < 2
    }"""
    for place in ("h1", ".post__body > p >> nth=0", "blockquote p", ".comment__body p >> nth=0"):
        assert page.locator(place).evaluate(starts_right), place
    for place in (".post__body > p >> nth=1", ".comment__body p >> nth=1"):
        assert not page.locator(place).evaluate(starts_right), place
    line = page.locator("blockquote").evaluate("quote => getComputedStyle(quote).borderRightWidth")
    assert line == "3px"
