"""What an editor makes with the buttons: footnotes, cards, galleries, code with its language."""

import re

import pytest

from posts.models import Image, Post
from tests.browser.accessibility import DESK, assert_accessible
from tests.browser.test_publishing import begin, broken_rules, desk, press, sheet, uploads
from tests.browser_thread import expect
from tests.posts.pictures import painted

__all__ = ["broken_rules", "desk", "uploads"]  # fixtures

PASTE = """text => {
    const data = new DataTransfer()
    data.setData("text/plain", text)
    const paste = { clipboardData: data, bubbles: true, cancelable: true }
    document.querySelector(".tiptap").dispatchEvent(new ClipboardEvent("paste", paste))
}"""
CURSOR_IS_AT_THE_BEGINNING = 'document.querySelector(".tiptap").editor.state.selection.from === 1'
# Cut out the first block of the article, and put it behind the second.
MOVE_FIRST_BLOCK = """() => {
    const { editor } = document.querySelector(".tiptap")
    const { state, view } = editor
    const [first, second] = [state.doc.child(0), state.doc.child(1)]
    view.dispatch(state.tr.delete(0, first.nodeSize).insert(second.nodeSize, first))
}"""


def text_of(page):
    return page.locator("#id_body").input_value()


def add_footnote(page, words):
    page.get_by_role("button", name="Footnote", exact=True).click()
    page.keyboard.type(words)
    page.keyboard.press("Enter")  # goes on behind its number


def go_to_the_beginning(page):
    """Press until the cursor is there: after the editor has moved it, it stays for a moment."""
    for _ in range(50):
        page.keyboard.press("Control+Home")
        if page.evaluate(CURSOR_IS_AT_THE_BEGINNING):
            return
    pytest.fail("The cursor never came there.")


def numbers_of(html):
    """Return the numbers in the text, and the words of the notes that they lead to, in order."""
    references = re.findall(r'<sup[^>]*><a href="#(text-fn-\d+)"[^>]*>(\d+)</a></sup>', html)
    notes = dict(re.findall(r'<li id="(text-fn-\d+)">(.*?) <a', html))
    assert [list(notes).index(note) + 1 for note, _ in references] == [
        int(number) for _, number in references
    ]
    return [(number, notes[note]) for note, number in references]


def test_footnotes_are_numbered_in_the_order_of_the_text(page, desk, broken_rules):
    begin(page, desk, words="One")
    add_footnote(page, "The log.")
    page.keyboard.type(" more.")
    page.keyboard.press("Enter")
    page.keyboard.type("Two")
    add_footnote(page, "The map.")
    go_to_the_beginning(page)
    add_footnote(page, "The door.")
    assert numbers_of(text_of(page)) == [("1", "The door."), ("2", "The log."), ("3", "The map.")]
    page.evaluate(MOVE_FIRST_BLOCK)
    assert numbers_of(text_of(page)) == [("1", "The map."), ("2", "The door."), ("3", "The log.")]
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Delete")  # the first number; its note has words, and stays
    html = text_of(page)
    assert numbers_of(html) == [("1", "The log."), ("2", "The map.")]
    assert html.index("The map.") < html.index("The door.")
    press(page, "Save draft")
    ids = re.findall(r'id="([^"]+)"', Post.objects.get().body_html)
    assert len(ids) == len(set(ids)) == 5
    assert broken_rules == []


def test_a_url_pasted_on_a_line_of_its_own_becomes_a_card(page, desk, broken_rules):
    begin(page, desk, words="See ")
    page.evaluate(PASTE, "https://youtu.be/abcdefghijk")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, '<iframe width="9" src="https://vimeo.com/12345678"></iframe>')
    page.keyboard.type("It bore the ducks.")
    card = sheet(page).locator(".embed")
    expect(card).to_have_text("https://vimeo.com/12345678")
    card.locator("a").click()
    page.get_by_role("button", name="Card of a film, a sound or a page elsewhere").click()
    assert_accessible(page, [DESK], "dialog[open]")
    page.get_by_label("Words on the card").fill("The ice breaks")
    page.get_by_role("dialog").get_by_role("button", name="Insert").click()
    press(page, "Save draft")
    paragraph, figure, end = Post.objects.get().body_html.split("\n")
    assert paragraph.startswith("<p>See") and "youtu.be/abcdefghijk" in paragraph
    assert figure == (
        '<figure class="embed"><a href="https://vimeo.com/12345678">The ice breaks</a></figure>'
    )
    assert end == "<p>It bore the ducks.</p>"
    assert broken_rules == []


def test_a_gallery_is_made_of_pictures_of_the_blog(page, desk, broken_rules):
    for number, words in enumerate(("A pond", "A duck", "A kettle")):
        Image.objects.store(painted(size=(900 + 10 * number, 600)), alt=words)
    Image.objects.store(painted(size=(800, 600)), is_decorative=True)
    begin(page, desk)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Pictures beside each other").click()
    choice = page.get_by_role("dialog")
    expect(choice.get_by_role("checkbox")).to_have_count(4)
    choice.get_by_label("Search by what they show").fill("duck")
    expect(choice.get_by_role("checkbox")).to_have_count(1)
    choice.get_by_role("checkbox", name="A duck").check()
    choice.get_by_label("Search by what they show").fill("")
    expect(choice.get_by_role("checkbox")).to_have_count(4)
    choice.get_by_role("checkbox", name="A pond").check()
    choice.get_by_label("Caption of “A duck”").fill("In May")
    assert_accessible(page, [DESK], "dialog[open]")
    choice.get_by_role("button", name="Insert").click()
    page.keyboard.type("By the pond.")
    press(page, "Save draft")
    html = Post.objects.get().body_html
    assert html.endswith("<p>By the pond.</p>")
    (gallery,) = re.findall('<figure class="gallery">.*</figure>', html)
    pictures = re.findall(r'<figure><a href="(.*?)"><img src="(.*?)".*?alt="(.*?)"', gallery)
    assert [alt for _, _, alt in pictures] == ["A duck", "A pond"]
    assert all(link == source for link, source, _ in pictures)
    assert gallery.count("<figcaption>In May</figcaption>") == gallery.count("<figcaption>") == 1
    assert broken_rules == []


def test_a_block_of_code_says_its_language(page, desk, broken_rules):
    begin(page, desk, words="x = 1")
    page.get_by_role("button", name="Edit as HTML").click()
    page.locator("#id_body").fill("<pre><code>x = 1</code></pre>")
    page.get_by_role("button", name="Back to the editor").click()
    sheet(page).locator("pre").click()
    page.get_by_role("button", name="Language of the code").click()
    assert_accessible(page, [DESK], "dialog[open]")
    page.get_by_role("dialog").get_by_role("combobox").select_option(label="Python")
    page.get_by_role("dialog").get_by_role("button", name="Choose").click()
    press(page, "Save draft")
    post = Post.objects.get()
    assert post.body_html == '<pre><code class="language-python">x = 1</code></pre>'
    assert broken_rules == []
