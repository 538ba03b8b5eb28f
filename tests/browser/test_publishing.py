"""An editor's day in a real browser, under the desk's policy: write, picture, preview, schedule."""

import re
from base64 import b64encode
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.models import Image, Post, Revision, WorkingCopy
from tests.browser.accessibility import DESK, PHONE, assert_accessible
from tests.browser_thread import expect, wait_until
from tests.cast import a_post, edda
from tests.posts.pictures import painted

FROM_A_WORD_PROCESSOR = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<style>p.MsoNormal {mso-style-parent:""; font-family:"Times New Roman"}</style></head><body>
<!--StartFragment--><h1 style="color:#2E74B5">In June<o:p></o:p></h1>
<p class="MsoNormal" style="mso-margin-top-alt:auto"><b style="color:red">Cold
came</b><o:p></o:p> <span style="font-family:Calibri">early.</span></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>1.<span>&nbsp; </span></span><![endif]>Ice<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l1 level2 lfo2'><![if !supportLists]><span
style='mso-list:Ignore'>o<span>&nbsp; </span></span><![endif]>thin<o:p></o:p></p>
<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>2.<span>&nbsp; </span></span><![endif]>Snow<o:p></o:p></p>
<script>alert(1)</script><!--EndFragment--></body></html>"""
WHAT_IT_MEANT = (
    "<h2>In June</h2><p><strong>Cold came</strong> early.</p>"
    "<ol><li>Ice<ul><li>thin</li></ul></li><li>Snow</li></ol>"
)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pages.clear()


@pytest.fixture
def broken_rules(page):
    """Return a list that collects policy violations and script errors of the page."""
    errors = []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else 0
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    return errors


@pytest.fixture
def desk(page, live_server, transactional_db, broken_rules):
    """Edda, signed in; gives the address of the site."""
    client = Client()
    client.force_login(edda())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_viewport_size(DESK)
    return live_server.url


def sheet(page):
    return page.locator(".tiptap")


def begin(page, desk, title="Ice on the pond", words="It bore the ducks at first.", kind="post"):
    page.goto(f"{desk}/admin/posts/{kind}/add/")
    page.get_by_label("Title").fill(title)
    sheet(page).click()
    page.keyboard.type(words)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def paste(page, html):
    page.evaluate(
        """html => {
          const data = new DataTransfer()
          data.setData("text/html", html)
          document.querySelector(".tiptap").dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }))
        }""",
        html,
    )


def saved(page):
    """Save, and return what is stored, on one line."""
    press(page, "Save draft")
    html = Post.objects.get().body_html
    return re.sub(r"\s+", " ", re.sub(r">\n<", "><", html))


def test_an_editor_writes_and_publishes(page, desk, broken_rules):
    begin(page, desk)
    last_part = page.get_by_label("URL:", exact=True)
    expect(last_part).to_have_attribute("placeholder", "ice-on-the-pond")
    expect(page.locator("[data-word-count]")).to_have_text("6 words, 1 min to read")
    page.get_by_label("Tags").fill("Winter, Water")
    press(page, "Publish now")
    post = Post.objects.get()
    assert (post.state, post.slug) == ("published", "ice-on-the-pond")
    assert post.body_html == "<p>It bore the ducks at first.</p>"
    assert [tag.name for tag in post.tags.all()] == ["Water", "Winter"]
    page.get_by_role("link", name="see it as readers do").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ice on the pond")
    assert broken_rules == []


def test_what_a_word_processor_pastes_is_cleaned(page, desk, broken_rules):
    begin(page, desk, words="")
    paste(page, FROM_A_WORD_PROCESSOR)
    assert saved(page) == WHAT_IT_MEANT
    assert broken_rules == []


FROM_GOOGLE_DOCS = """<meta charset='utf-8'><b style="font-weight:normal;"
id="docs-internal-guid-6f2c"><p dir="ltr" style="line-height:1.38;margin-top:0pt"><span
style="font-size:11pt;font-weight:400;font-style:normal;white-space:pre-wrap">The ice </span><span
style="font-size:11pt;font-weight:700;font-style:normal">held</span><span
style="font-weight:400;font-style:italic"> for a day</span><span
style="font-weight:700;font-style:italic">, then</span></p><br /><p dir="ltr"><span
style="font-weight:400;font-style:normal">broke.</span></p></b>
<br class="Apple-interchange-newline">"""
FROM_WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>
<!--StartFragment--><p class=MsoNormal>The ice <b style='mso-bidi-font-weight:normal'>held</b><span
style='font-style:italic'> for a day</span><b><i style='mso-bidi-font-style:normal'>, then</i></b>
</p><p class=MsoNormal><span style='mso-bidi-font-weight:bold'>broke.</span><o:p></o:p></p>
<!--EndFragment--></body></html>"""
HELD = (
    "<p>The ice <strong>held</strong><em> for a day</em><strong><em>, then</em></strong></p>"
    "<p>broke.</p>"
)


@pytest.mark.parametrize("copied", [FROM_GOOGLE_DOCS, FROM_WORD], ids=["Google Docs", "Word"])
def test_pasted_text_is_bold_or_italic_where_it_was_and_nowhere_else(
    page, desk, copied, broken_rules
):
    begin(page, desk, words="")
    paste(page, copied)
    assert saved(page) == HELD
    assert broken_rules == []


CELLS = "<tr><th>Pond</th><th>Ice</th></tr><tr><td>North</td><td>{}</td></tr>"
WORD_TABLE = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><body>
<!--StartFragment--><p class=MsoNormal>Depth:<o:p></o:p></p><div align=center><table
class=MsoTableGrid border=1 cellspacing=0 style='border-collapse:collapse'><tr
style='mso-yfti-irow:0'><th width=200 valign=top style='width:150pt'><p class=MsoNormal
align=center>Pond<o:p></o:p></p></th><th><p class=MsoNormal>Ice<o:p></o:p></p></th></tr><tr><td
width=200 style='padding:0in'><p class=MsoNormal><span lang=EN-US>North</span><o:p></o:p></p></td>
<td><p class=MsoNormal><b>4</b> cm<o:p></o:p></p></td></tr></table></div><!--EndFragment-->"""
DOCS_TABLE = """<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p
dir="ltr">Depth:</p><div dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none"
><colgroup><col width="312" /><col width="312" /></colgroup><tbody><tr style="height:0pt"><th
style="border-left:solid #000 1pt"><p dir="ltr"><span style="font-weight:400">Pond</span></p></th>
<th><p dir="ltr"><span>Ice</span></p></th></tr><tr><td><p dir="ltr"><span>North</span></p></td><td
><p dir="ltr"><span style="font-weight:700">4</span><span> cm</span></p></td></tr></tbody></table>
</div></b>"""
SHEET = "<p>Depth:</p><table>" + CELLS.format("<b>4</b> cm") + "</table>"


@pytest.mark.parametrize(
    "copied", [WORD_TABLE, DOCS_TABLE, SHEET], ids=["Word", "Google Docs", "sheet"]
)
def test_a_pasted_table_is_a_table(page, desk, copied, broken_rules):
    begin(page, desk, words="")
    paste(page, copied)
    cells = CELLS.format("<strong>4</strong> cm")
    assert saved(page) == f"<p>Depth:</p><table><tbody>{cells}</tbody></table>"
    assert broken_rules == []


def test_paragraphs_in_the_cell_of_a_pasted_table_stay_apart(page, desk):
    begin(page, desk, words="")
    paste(page, f"<table>{CELLS.format('<p>4 cm</p><p>in May</p>')}</table>")
    assert "<td><p>4 cm</p><p>in May</p></td>" in saved(page)


def test_a_pasted_table_of_one_cell_becomes_its_text(page, desk):
    begin(page, desk, words="")
    paste(page, "<table><tr><td><h2>Ice</h2><p>It held.</p></td></tr></table>")
    assert saved(page) == "<h2>Ice</h2><p>It held.</p>"


def test_a_pasted_frame_is_left_out_with_a_message(page, desk):
    begin(page, desk, words="")
    paste(page, '<p>See</p><iframe src="https://films.example/1"></iframe><p>this.</p>')
    expect(page.locator(".pasted-note")).to_contain_text("Put a link to it instead")
    assert saved(page) == "<p>See</p><p>this.</p>"


def test_pasted_pictures_of_other_sites_are_left_out_with_a_message(page, desk, broken_rules):
    ours = Image.objects.store(painted(size=(1000, 600)), alt="Ducks").source
    begin(page, desk, words="")
    paste(
        page,
        f"""<p>One <img src="file:///C:/Users/edda/clip_image001.png"> and
        <img src="https://elsewhere.example/a.png"></p><figure><img src="{desk}{ours}"
        alt="Ducks"></figure><p>After.</p>""",
    )
    note = page.locator(".pasted-note")
    expect(note).to_have_text(
        "2 pictures were not taken over. Please add them with the picture button."
    )
    expect(sheet(page).locator("img:not(.ProseMirror-separator)")).to_have_count(1)
    paste(page, "<p>No more.</p>")
    expect(note).to_be_hidden()
    html = saved(page)
    assert re.findall(r' src="([^"]+)"', html) == [ours] and "One and" in html
    assert broken_rules == []


def test_urls_become_links_and_missing_blanks_do_not(page, desk):
    begin(page, desk, words="Ask at the kettle.It knows, or see https://kettle.example/ for it.")
    press(page, "Save draft")
    assert re.findall(r'href="([^"]+)"', Post.objects.get().body_html) == [
        "https://kettle.example/"
    ]


def test_a_picture_in_a_post_is_served_in_several_sizes(page, desk, broken_rules):
    begin(page, desk)
    page.get_by_role("button", name="Picture", exact=True).click()
    picture = {"name": "pond.jpg", "mimeType": "image/jpeg", "buffer": painted(size=(1000, 600))}
    page.get_by_label("File").set_input_files(picture)
    page.get_by_role("button", name="Insert", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Say what it shows")
    page.get_by_label("What it shows").fill("Ducks on grey ice")
    page.get_by_label("Caption", exact=True).fill("On the ninth")
    page.get_by_role("button", name="Insert", exact=True).click()
    expect(page.locator("figure img[src]")).to_have_attribute("alt", "Ducks on grey ice")
    press(page, "Publish now")
    post, image = Post.objects.get(), Image.objects.get()
    assert f'srcset="{image.srcset}"' in post.body_html
    page.goto(desk + post.get_absolute_url())
    expect(page.locator("figcaption")).to_have_text("On the ninth")
    picture = page.locator("figure img[src]")
    picture.scroll_into_view_if_needed()
    wait_until(page, "document.querySelector('figure img[src]').naturalWidth > 0")
    assert [picture.get_attribute(name) for name in ("width", "height")] == ["1000", "600"]
    assert broken_rules == [
        "Failed to load resource: the server responded with a status of 400 (Bad Request)"
    ]


@pytest.mark.parametrize("event", ["paste", "drop"])
def test_a_pasted_or_dropped_picture_needs_an_alternative_text(page, desk, event, broken_rules):
    begin(page, desk)
    hand_over(page, event, words="")
    expect(page.get_by_role("dialog", name="A picture")).to_be_visible()
    page.get_by_label("What it shows").fill("A screen")
    page.get_by_role("button", name="Insert", exact=True).click()
    expect(page.locator("figure img[src]")).to_have_attribute("alt", "A screen")
    assert 'alt="A screen"' in saved(page) and broken_rules == []


def test_pasted_text_wins_over_a_picture_of_the_same_text(page, desk):
    begin(page, desk, words="")
    hand_over(page, "paste", words="Ice holds.")
    expect(sheet(page)).to_contain_text("Ice holds.")
    expect(page.get_by_role("dialog", name="A picture")).to_be_hidden()


def hand_over(page, event, words):
    """Paste or drop a picture, and the words beside it."""
    page.evaluate(
        """([event, words, picture]) => {
          const data = new DataTransfer()
          const bytes = Uint8Array.from(atob(picture), (letter) => letter.charCodeAt(0))
          data.items.add(new File([bytes], "image.jpg", { type: "image/jpeg" }))
          if (words) data.setData("text/plain", words)
          const sheet = document.querySelector(".tiptap"), box = sheet.getBoundingClientRect()
          const at = { clientX: box.x + 9, clientY: box.y + 9, bubbles: true, cancelable: true }
          sheet.dispatchEvent(event == "paste"
            ? new ClipboardEvent(event, { clipboardData: data, ...at })
            : new DragEvent(event, { dataTransfer: data, ...at }))
        }""",
        [event, words, b64encode(painted(size=(1000, 600))).decode()],
    )


@pytest.mark.parametrize("key", ["", "Enter"])
def test_text_typed_on_a_selected_picture_appears_below_it(page, desk, key, broken_rules):
    image = Image.objects.store(painted(size=(1000, 600)), alt="Ducks on grey ice")
    post = a_post(
        body=f'<p>Before.</p><figure><img src="{image.source}" alt="Ducks"></figure><p>After.</p>'
    )
    page.goto(f"{desk}/admin/posts/post/{post.pk}/change/")
    wait_until(page, "document.querySelector('figure img[src]')?.naturalWidth > 0")
    page.locator("figure img[src]").click()
    expect(page.locator("figure .ProseMirror-selectednode")).to_be_visible()
    if key:
        page.keyboard.press(key)
    page.keyboard.type("Six of them.")
    expect(sheet(page).locator("figure")).to_have_count(1)
    expect(sheet(page).locator("figure + p")).to_have_text("Six of them.")
    expect(sheet(page).locator("figure img[src]")).to_have_attribute("alt", "Ducks")
    assert broken_rules == []


def test_text_is_stored_while_writing_and_offered_again(page, desk, broken_rules):
    begin(page, desk)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Your words are kept")
    assert WorkingCopy.objects.get().body == "<p>It bore the ducks at first.</p>"
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.goto(f"{desk}/admin/posts/post/add/")
    assert questions == []
    page.get_by_role("link", name="Continue with them").click()
    expect(page.get_by_label("Title")).to_have_value("Ice on the pond")
    expect(sheet(page)).to_have_text("It bore the ducks at first.")
    press(page, "Save draft")
    assert Post.objects.get().title == "Ice on the pond" and not WorkingCopy.objects.exists()
    assert broken_rules == []


def test_leaving_the_page_warns_only_of_text_that_is_not_stored(page, desk):
    questions = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    begin(page, desk)
    with page.context.expect_page() as preview:
        page.get_by_role("button", name="Preview").click()
    expect(preview.value.locator("main")).to_contain_text("It bore the ducks at first.")
    page.goto(f"{desk}/admin/posts/post/add/")
    assert questions == [], "the preview has kept the words"
    page.get_by_label("Tags").fill("frost")
    page.goto(f"{desk}/admin/posts/post/add/")
    assert questions == ["beforeunload"], "nothing keeps the tags"


def test_text_that_the_server_did_not_get_stays_in_the_browser(page, desk):
    begin(page, desk, words="")
    page.context.route("**/autosave/", lambda route: route.abort())
    sheet(page).click()
    page.keyboard.type("Nobody heard this.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("kept in this browser")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{desk}/admin/posts/post/add/")
    page.get_by_role("button", name="Restore it").click()
    expect(sheet(page)).to_have_text("Nobody heard this.")


def test_a_page_is_stored_as_it_is_written_and_gets_a_path_of_its_title(page, desk, broken_rules):
    begin(page, desk, kind="page")
    path = page.get_by_label("Path")
    expect(path).to_have_attribute("placeholder", "ice-on-the-pond")
    assert WorkingCopy.objects.get().place == "page"  # the placeholder came with the answer
    path.fill("pond/ice")
    press(page, "Publish now")
    page.goto(f"{desk}/pond/ice/")
    expect(page.locator("main")).to_contain_text("It bore the ducks at first.")
    assert_accessible(page, [PHONE])
    assert broken_rules == []


def test_unsaved_text_is_previewed_without_signing_in(page, desk, browser):
    begin(page, desk)
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview").click()
    opened.value.wait_for_url("**/preview/**")
    private = browser.new_context()
    stranger = private.new_page()
    answer = stranger.goto(opened.value.url)
    expect(stranger.get_by_role("heading", level=1)).to_have_text("Ice on the pond")
    assert "no-store" in answer.headers["cache-control"]
    assert "noindex" in answer.headers["x-robots-tag"]
    private.close()


def test_a_scheduled_post_appears_by_the_clock(page, desk):
    begin(page, desk)
    soon = timezone.localtime(timezone.now() + timedelta(hours=1))
    page.locator("#id_publish_at_0").fill(f"{soon:%Y-%m-%d}")
    page.locator("#id_publish_at_1").fill(f"{soon:%H:%M:%S}")
    press(page, "Schedule")
    expect(page.locator(".desk-state")).to_contain_text("Scheduled")
    post = Post.objects.get()
    assert page.goto(desk + post.get_absolute_url()).status == 404
    Post.objects.update(published_at=timezone.now())
    assert page.goto(desk + post.get_absolute_url()).status == 200


def test_an_earlier_revision_is_restored(page, desk, broken_rules):
    post = a_post("Ice on the pond", "<p>It bore the ducks at first.</p>")
    page.goto(f"{desk}/admin/posts/post/{post.pk}/change/")
    sheet(page).click()
    page.keyboard.press("End")
    page.keyboard.type(" Then it broke.")
    press(page, "Save")
    page.get_by_role("link", name="Revisions").click()
    page.locator("#content tbody a").first.click()
    expect(page.locator(".revision-text ins")).to_have_text("Then it broke.")
    page.get_by_role("link", name="All revisions").click()
    page.locator("#content tbody a").last.click()
    press(page, "Put these words back")
    post.refresh_from_db()
    assert post.body_html == "<p>It bore the ducks at first.</p>"
    assert Revision.objects.count() == 3
    assert broken_rules == []


def test_a_conversation_turned_to_held_first_holds_a_reply(page, desk):
    post = a_post("Ice on the pond")
    page.goto(f"{desk}/admin/posts/post/{post.pk}/change/")
    page.get_by_label("Comments:", exact=True).select_option("Held first")
    press(page, "Save")
    page.context.clear_cookies()
    page.goto(f"{desk}{post.get_absolute_url()}respond/")
    page.get_by_label("Name").fill("Wendela Achterberg")
    page.get_by_label("Comment", exact=True).fill("And here, too.")
    page.get_by_role("button", name="Send").click()
    page.wait_for_url("**/status/**")
    assert Comment.objects.get().status == "held"


def test_lists_and_pictures_of_the_admin_are_accessible(page, live_server, transactional_db):
    image = Image.objects.store(painted(size=(1200, 800)), alt="A grey morning")
    post = a_post("Ice on the pond", lead_image=image)
    post.tag(["Winter", "Water"])
    other = a_post("Snow on the road")
    other.tag(["Winter"])
    tag = post.tags.get(name="Winter")
    for path in (
        "/",
        post.get_absolute_url(),
        tag.get_absolute_url(),
        "/archive/",
        f"/authors/{post.author_id}/",
        "/search/?q=ice",
        "/search/",
    ):
        page.goto(live_server.url + path)
        for size in (PHONE, DESK):
            assert_accessible(page, [size])
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, path


LINE_OF_THE_CARET = """() => {
    const node = getSelection().getRangeAt(0).startContainer
    const line = node.nodeType === Node.TEXT_NODE ? node.parentNode : node
    return line.getBoundingClientRect().bottom
}"""


@pytest.mark.parametrize("key", ["ArrowDown", "Enter"])
def test_the_buttons_cover_no_line_that_is_being_written(page, desk, key):
    post = a_post(body="<p>Frost.</p>" * 60)
    page.set_viewport_size(DESK)
    page.goto(f"{desk}/admin/posts/post/{post.pk}/change/")
    sheet(page).locator("p").first.click()
    covered = []
    for number in range(40):
        page.keyboard.press(key)
        buttons = page.locator(".post-buttons").bounding_box()["y"]
        if (bottom := page.evaluate(LINE_OF_THE_CARET)) > buttons:
            covered.append((number, bottom, buttons))
    assert covered == []
