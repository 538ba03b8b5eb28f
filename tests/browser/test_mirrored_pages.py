"""Pages of a blog whose language runs from right to left; the words may still be English."""

import pytest

from blogsite.pagecache.store import pages
from posts.models import Blog
from tests.browser.accessibility import assert_accessible
from tests.cast import a_comment, a_post, bob
from tests.moderation.year_of_use import YearOfUse

YEAR = 2025
BODY = """<p>كان الصباح باردًا.</p><pre><code class="language-python">def tick(hour: int) -> str:
    return f"{hour:02d}:00"  # a comment that is longer than a phone is wide</code></pre>
<ul><li>المطرقة</li><li>1250</li></ul>
<table><thead><tr><th>السنة</th><th>العدد</th></tr></thead>
<tbody><tr><td>2024</td><td>1250</td></tr></tbody></table>
<ul><li>An English list</li></ul>"""
# The sides of what is in an element, and of the element.
SIDES = """element => {
    const range = document.createRange()
    range.selectNodeContents(element)
    const inner = range.getBoundingClientRect(), outer = element.getBoundingClientRect()
    return {start: outer.right - inner.right, end: inner.left - outer.left}
}"""
IS_MIRRORED = "element => element.matches(':dir(rtl)')"
SIGN = 28  # pixels for the sign of a fold


@pytest.fixture
def arabic(live_server, transactional_db):
    """Let the blog have a language that runs from right to left."""
    pages.clear()
    blog = Blog.objects.current()
    blog.language = "ar"
    blog.save()
    return live_server.url


def test_an_article_in_a_mirrored_page_has_its_parts_where_they_belong(page, arabic):
    post = a_post(title="ساعة البرج", body=BODY)
    for number in range(4):
        a_comment(post, f"كلام {number}", by=bob(), name="كثير الكلام")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(arabic + post.get_absolute_url())
    assert page.locator("html").get_attribute("dir") == "rtl"
    code = page.locator(".wide-code")
    assert code.evaluate("frame => frame.scrollLeft") == 0  # it shows where the lines begin
    assert code.evaluate("frame => frame.scrollWidth > frame.clientWidth")
    for cell in page.locator("table td").all():
        sides = cell.evaluate(SIDES)
        assert sides["start"] < sides["end"], cell.inner_text()
    ours, other = page.locator(".post__body ul").all()
    assert ours.evaluate(IS_MIRRORED) and not other.evaluate(IS_MIRRORED)
    assert page.locator(".comment-fold > summary").evaluate(SIDES)["start"] > SIGN
    assert_accessible(page)


def test_charts_of_a_mirrored_page_begin_at_the_right(page, arabic):
    YearOfUse(YEAR, Blog.objects.current().zone, seed=7, sizes=(0, 3, 9, 20)).store()
    page.goto(f"{arabic}/transparency/?year={YEAR}")
    bars = page.locator("svg:has(.chart__name)").first.locator("rect")
    ends = {round(bar.evaluate("bar => bar.getBoundingClientRect().right")) for bar in bars.all()}
    assert len(ends) == 1 and bars.count() > 1
    months = page.locator("svg:has(.chart__month)").first.locator(".chart__month")
    first, last = (each.bounding_box()["x"] for each in (months.first, months.last))
    assert first > last
