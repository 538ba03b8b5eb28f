"""The editor holds all that a post may hold; what it cannot hold is not lost."""

import re
from html import escape
from html.parser import HTMLParser

import pytest
from django.utils.module_loading import import_string

from posts.models import Blog, Image, Post, Revision
from tests.browser.accessibility import DESK, assert_accessible, violations
from tests.browser.articles import Article
from tests.browser.test_publishing import (
    broken_rules,
    desk,
    press,
    sheet,
    uploads,
)
from tests.browser_thread import expect, wait_until
from tests.cast import a_post
from tests.moderation.test_sanitizing import POST as POLICY
from tests.posts.pictures import painted

__all__ = ["broken_rules", "desk", "uploads"]  # fixtures

ARTICLES = 200
THROUGH_THE_FORM = 3
TOUCHED = "\n<p>Touched.</p>"
# The editor has no such elements: it shows an article with one as HTML.
SHOWN_AS_HTML = {"ruby", "rt", "rp"}
FORMS = {
    "ruby": "<p><ruby>時<rp>(</rp><rt>とき</rt><rp>)</rp></ruby></p>",
    "gallery": '<figure class="gallery"><figure><img src="/media/a.jpg" alt="A boat">'
    "<figcaption>The boat</figcaption></figure></figure>",
    "embed": '<figure class="embed"><a href="https://vimeo.com/1">A film</a></figure>',
    "code": '<pre><code class="language-python">if a &lt; b:\n    pass</code></pre>',
    "footnotes": '<p>So.<sup><a href="#text-fn1" id="text-ref1">1</a></sup></p>'
    '<ol class="footnotes"><li id="text-fn1">The log. <a href="#text-ref1">back</a></li></ol>',
}
# The editor learns of a click a moment later than the page.
CURSOR_IS_AT_THE_END = """
    document.querySelector(".tiptap").editor.state.selection.$from.parent.textContent === "The end."
"""
INLINE = re.compile(
    "a|abbr|b|cite|code|del|em|i|img|ins|kbd|mark|q|s|samp|small|span|strong|sub|sup|time|var"
)


class Same(HTMLParser):
    """The same article always as the same text: attributes sorted, blanks where they show."""

    def __init__(self, html):
        super().__init__()
        self.parts, self.is_pre, self.after_blank = [], False, True
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.is_pre = self.is_pre or tag == "pre"
        written = "".join(f' {name}="{escape(value or "")}"' for name, value in sorted(attributes))
        self.tag(tag, f"<{tag}{written}>")

    def handle_endtag(self, tag):
        self.is_pre = self.is_pre and tag != "pre"
        self.tag(tag, f"</{tag}>")

    def tag(self, name, written):
        is_inline = INLINE.fullmatch(name)
        self.parts.append(written if is_inline else f"\0{written}\0")
        self.after_blank = not is_inline or (self.after_blank and name != "img")

    def handle_data(self, data):
        if not self.is_pre:
            data = re.sub(r"\s+", " ", data)
            data = data.removeprefix(" ") if self.after_blank else data
        self.after_blank = data.endswith(" ") if data else self.after_blank
        self.parts.append(escape(data))

    def __str__(self):
        return re.sub("[ \0]*\0[ \0]*", "\n", "".join(self.parts)).strip()


def page_of(desk, post):
    return f"{desk}/admin/posts/post/{post.pk}/change/"


def body(page):
    return page.locator("#id_body").input_value()


def sanitize(html):
    from django.conf import settings

    return import_string(settings.POST_TEXT)(html).html


def test_articles_of_every_element_stay_as_they_are_in_the_editor(page, desk):
    articles = [sanitize(Article(seed).html) for seed in range(ARTICLES)]
    elements = set(re.findall(r"<([a-z0-9]+)", "".join(articles)))
    assert elements == set(POLICY) - SHOWN_AS_HTML
    page.goto(f"{desk}/admin/posts/post/add/")
    edited = page.evaluate(
        """articles => articles.map((article) => {
          const body = document.querySelector("#id_body")
          body.value = article
          body.dispatchEvent(new Event("article:new"))
          const shows = document.querySelector(".prose-editor").dataset.shows
          if (shows !== "editor") return "shown as HTML"
          const { editor } = document.querySelector(".tiptap")
          const touched = { type: "paragraph", content: [{ type: "text", text: "Touched." }] }
          editor.commands.insertContentAt(editor.state.doc.content.size, touched)
          return body.value
        })""",
        articles,
    )
    for article, after in zip(articles, edited, strict=True):
        assert after.endswith(TOUCHED.strip())
        untouched = after.removesuffix(TOUCHED.strip()).removesuffix("\n")
        if untouched != article:
            assert str(Same(sanitize(untouched))) == str(Same(article))


@pytest.mark.parametrize("form", FORMS)
def test_forms_of_imported_posts_survive_an_edit_in_the_editor(page, desk, form):
    post = a_post(body=f"<p>Before.</p>{FORMS[form]}<p>The end.</p>")
    readers = post.body_html
    page.goto(page_of(desk, post))
    page.wait_for_function("document.querySelector('.prose-editor')?.dataset.shows")
    shows = page.evaluate("document.querySelector('.prose-editor').dataset.shows")
    assert (shows == "editor") == (form != "ruby")
    if shows == "editor":
        sheet(page).locator(":scope > p", has_text="The end.").last.click()
        wait_until(page, CURSOR_IS_AT_THE_END)
        page.keyboard.press("End")
        page.keyboard.type(" Or not.")
    else:
        text = page.locator("#id_body").input_value()
        page.locator("#id_body").fill(text.replace("The end.", "The end. Or not."))
    press(page, "Save")
    post.refresh_from_db()
    assert str(Same(post.body_html)) == str(Same(readers.replace("The end.", "The end. Or not.")))


@pytest.mark.parametrize("seed", range(THROUGH_THE_FORM))
def test_a_post_opened_and_saved_without_a_change_stays_byte_for_byte(
    page,
    desk,
    broken_rules,
    seed,
):
    stored = f'<h1 class="x">Old\r\n</h1>{Article(seed).html}\n\n<font color="red">&copy;</font>\n'
    post = a_post(body=stored)
    readers = post.body_html
    page.goto(page_of(desk, post))
    expect(sheet(page)).to_be_visible()
    press(page, "Save")
    post.refresh_from_db()
    assert post.body == stored
    assert post.body_html == readers
    assert [revision.body for revision in Revision.objects.filter(post=post)] == [stored]
    assert {rule for rule in broken_rules if "404" not in rule} == set()  # no pictures here


@pytest.mark.parametrize("seed", range(THROUGH_THE_FORM))
def test_an_edit_changes_nothing_but_the_edited_paragraph(page, desk, seed):
    post = a_post(body=f"{Article(seed + ARTICLES).html}<p>The end.</p>")
    readers = post.body_html
    page.goto(page_of(desk, post))
    sheet(page).locator(":scope > p", has_text="The end.").last.click()
    wait_until(page, CURSOR_IS_AT_THE_END)
    page.keyboard.press("End")
    page.keyboard.type(" Or not.")
    press(page, "Save")
    post.refresh_from_db()
    assert str(Same(post.body_html)) == str(Same(readers.replace("The end.", "The end. Or not.")))


def test_html_that_the_editor_cannot_show_is_edited_as_source(page, desk):
    stored = "<p>Before.</p><dl><p>Neither term nor meaning.</p></dl>"
    post = a_post(body=stored)
    page.goto(page_of(desk, post))
    alert = page.get_by_role("alert").filter(has_text="The editor cannot hold everything")
    expect(alert).to_be_visible()
    expect(sheet(page)).to_be_hidden()
    source = page.locator("#id_body")
    expect(source).to_have_value(stored)
    source.fill(stored.replace("Before", "After"))
    press(page, "Save")
    post.refresh_from_db()
    assert post.body_html == stored.replace("Before", "After")


def test_an_editor_may_drop_html_that_the_editor_cannot_show(page, desk):
    post = a_post(body="<p>Before.</p><dl><p>Neither term nor meaning.</p></dl>")
    page.goto(page_of(desk, post))
    page.get_by_role("button", name="Use the editor without it").click()
    expect(page.get_by_role("alert")).to_be_hidden()
    expect(sheet(page)).to_contain_text("Neither term nor meaning.")


def test_a_text_can_be_edited_as_html_and_in_the_editor_alternately(page, desk):
    post = a_post(body="<p>Before.</p>")
    page.goto(page_of(desk, post))
    page.get_by_role("button", name="Edit as HTML").click()
    page.locator("#id_body").fill('<p>Before.</p><iframe src="https://films.example/1"></iframe>')
    page.get_by_role("button", name="Back to the editor").click()
    expect(page.get_by_role("alert")).to_contain_text("embedded frame (iframe)")
    page.locator("#id_body").fill("<p>Before.</p><table><tr><td>4 cm</td></tr></table>")
    page.get_by_role("button", name="Back to the editor").click()
    expect(sheet(page).locator("td")).to_have_text("4 cm")
    press(page, "Save")
    post.refresh_from_db()
    table = "<table><tbody><tr><td>4 cm</td></tr></tbody></table>"
    assert post.body_html == f"<p>Before.</p>{table}"


# The names of buttons that are not among the sentences of the page.
NAMES_OF_OTHERS = """() => {
    const sources = [...document.querySelectorAll("[data-texts]")]
    const texts = new Set(sources.flatMap(({ dataset }) => Object.values(dataset)))
    const buttons = [...document.querySelectorAll(".prose-menubar button")]
    const names = buttons.map((button) => button.ariaLabel || button.textContent)
    return names.filter((name) => !texts.has(name))
}"""


def test_the_editor_speaks_the_language_of_the_blog(page, desk):
    Blog.objects.update(language="de")
    page.goto(f"{desk}/admin/posts/post/add/")
    expect(page.get_by_role("button", name="Fett", exact=True)).to_be_visible()
    assert page.evaluate(NAMES_OF_OTHERS) == []
    page.get_by_role("button", name="Tabelle einfügen").click()
    expect(page.get_by_label("Spalten")).to_be_visible()  # as the package translates it


def test_an_editor_makes_tables_definition_lists_and_details(page, desk, broken_rules):
    page.goto(f"{desk}/admin/posts/post/add/")
    page.get_by_label("Title").fill("Ice")
    sheet(page).click()
    page.keyboard.type("Depth:")
    page.get_by_role("button", name="Insert table").click()
    page.get_by_label("Rows").fill("2")
    page.get_by_label("Columns").fill("2")
    page.get_by_role("button", name="Insert Table", exact=True).last.click()
    for words in ("Pond", "Ice", "North", "4 cm"):
        page.keyboard.type(words)
        if words != "4 cm":
            page.keyboard.press("Tab")
    caption = page.get_by_role("button", name="Caption of the table")
    caption.click()
    page.keyboard.type("In May")
    sheet(page).locator(":scope > p").last.click()
    expect(caption).to_be_hidden()  # the editor has noticed that the cursor left the table
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Terms and meanings").click()
    for words in ("Frost", "Cold air"):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Part that readers open").click()
    page.keyboard.type("More")
    page.keyboard.press("Enter")
    page.keyboard.type("It held.")
    press(page, "Save draft")
    html = Post.objects.get().body_html
    assert re.sub(r"\s*\n\s*", "", html) == (
        "<p>Depth:</p>"
        "<dl><dt>Frost</dt><dd>Cold air</dd></dl>"
        "<details><summary>More</summary><p>It held.</p></details>"
        "<table><caption>In May</caption><tbody><tr><td>Pond</td><td>Ice</td></tr>"
        "<tr><td>North</td><td>4 cm</td></tr></tbody></table>"
    )
    assert broken_rules == []


def test_bold_is_put_on_the_words_that_are_not_bold_yet(page, desk):
    post = a_post(body="<p><b>Ice</b> on the <strong>pond</strong></p>")
    page.goto(page_of(desk, post))
    sheet(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Control+b")
    assert body(page) == "<p><b>Ice</b><strong> on the </strong><strong>pond</strong></p>"
    page.keyboard.press("Control+b")
    assert body(page) == "<p>Ice on the pond</p>"


def test_words_written_after_a_list_are_a_paragraph(page, desk):
    post = a_post(body="<ul><li>Ice</li></ul>")
    page.goto(page_of(desk, post))
    sheet(page).locator("li p").click()
    page.keyboard.press("End")
    for words in ("", "Snow", ""):
        page.keyboard.type(words)
        page.keyboard.press("Enter")
    page.keyboard.type("Then May.")
    assert body(page) == "<ul><li>Ice</li><li>Snow</li></ul>\n<p>Then May.</p>"


def test_undo_restores_the_text_as_it_was(page, desk):
    stored = "<p>One.</p>\n\n<p>Two.</p>"
    page.goto(page_of(desk, a_post(body=stored)))
    sheet(page).locator("p").first.click()
    page.keyboard.type("x")
    assert body(page) != stored
    page.keyboard.press("Control+z")
    assert body(page) == stored


def test_the_pages_of_the_editor_are_accessible(page, desk):
    image = Image.objects.store(painted(size=(1200, 800)), alt="A grey morning")
    Image.objects.store(painted(size=(1000, 800)), is_decorative=True)
    post = a_post(lead_image=image)
    for path in (
        page_of(desk, post),
        f"{desk}/admin/posts/image/",
        f"{desk}/admin/posts/image/{image.pk}/change/",
        f"{desk}/admin/posts/image/add/",
    ):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert_accessible(page, [DESK])
    page.goto(page_of(desk, post))
    page.get_by_role("button", name="Edit as HTML").click()
    page.locator("#id_body").fill("<video></video>")
    page.get_by_role("button", name="Back to the editor").click()
    page.get_by_role("combobox", name="Lead image").click()
    expect(page.get_by_role("option", name="A grey morning")).to_be_visible()
    assert_accessible(page, [DESK])
    page.get_by_role("searchbox", name="Lead image").fill("grey")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Lead image")).to_contain_text("A grey morning")


def test_a_table_wider_than_a_phone_is_scrolled_by_keyboard_too(page, desk):
    cells = "".join(f"<td>thermometers {number}</td>" for number in range(8))
    post = a_post(body=f"<table><tbody><tr>{cells}</tr></tbody></table><p>After it.</p>")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(page_of(desk, post))
    expect(sheet(page)).to_be_visible()
    assert violations(page) == []
    sheet(page).evaluate("element => element.scrollTo(1000, 0)")
    assert sheet(page).evaluate("element => element.scrollLeft") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_footnote_links_work_after_their_post_is_edited(page, desk):
    post = a_post(
        body='<p>A claim.<sup id="ref1"><a href="#fn1">1</a></sup></p>'
        '<ol><li id="fn1">Its source. <a href="#ref1">Back</a></li></ol><p>The end.</p>'
    )
    page.goto(page_of(desk, post))
    sheet(page).locator("p", has_text="The end.").click()
    page.keyboard.press("End")
    page.keyboard.type(" Or not.")
    press(page, "Save")
    page.goto(desk + post.get_absolute_url())
    page.get_by_role("link", name="1", exact=True).click()
    expect(page.locator(":target")).to_contain_text("Its source.")
    page.get_by_role("link", name="Back").click()
    expect(page.locator(":target")).to_have_text("1")
