"""The look of the blog in a real browser: the form with its preview, and the pages after it."""

import pytest
from django.test import Client

from posts.models import Biography, Blog, Image
from tests.browser.accessibility import DESK, PHONE, assert_accessible
from tests.browser_thread import expect, wait_until
from tests.cast import a_post, an_owner, edda
from tests.posts.pictures import painted

FORM = "/admin/posts/look/"
BACKGROUND = "part => getComputedStyle(part).backgroundColor"
COLOUR = "part => getComputedStyle(part).color"
TEAL, PALE_TEAL = "rgb(31, 95, 91)", "rgb(56, 173, 166)"
LONG_NAME = (
    "A Quarterly for the Watching of Frost on " + "Ponds, Lakes and Other Quiet Waters of the North"
)


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path, transactional_db):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def desk(page, live_server):
    client = Client()
    client.force_login(an_owner())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page.set_viewport_size(DESK)
    errors = []
    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else 0
    )
    yield live_server.url
    assert errors == []


def test_an_owner_sets_name_logo_and_colour_and_sees_them_as_typed(page, desk):
    path = a_post().get_absolute_url()
    page.goto(desk + FORM)
    light = page.get_by_role("region", name="On light screens")
    dark = page.get_by_role("region", name="On dark screens")
    page.locator("#id_name").fill("The Frost Paper")
    page.get_by_label("Tagline").fill("Cold, daily.")
    for preview in (light, dark):
        expect(preview).to_contain_text("The Frost Paper")
        expect(preview).to_contain_text("Cold, daily.")
    colour = page.locator("#id_accent")
    colour.fill("#ffcc00")
    expect(page.get_by_text("#ffcc00 has too little contrast on light screens")).to_be_visible()
    page.get_by_role("button", name="Use #").click()
    assert colour.input_value() != "#ffcc00"
    colour.fill("#1f5f5b")
    wait_until(page, "document.querySelector('.look').dataset.shown.includes('%231f5f5b')")
    buttons = [preview.locator(".look-preview__button") for preview in (light, dark)]
    assert [button.evaluate(BACKGROUND) for button in buttons] == [TEAL, PALE_TEAL]
    logo = {"name": "logo.png", "mimeType": "image/png", "buffer": painted("PNG", (300, 100))}
    page.locator("#id_logo_file").set_input_files([logo])
    expect(light.locator("canvas")).to_be_visible()
    expect(dark.locator("canvas")).to_be_visible()
    assert_accessible(page, [DESK, PHONE], within="#content-start")
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The look is changed, on all pages.")).to_be_visible()
    expect(page.locator("#site-name")).to_contain_text("The Frost Paper")
    page.goto(desk + "/")
    expect(page.locator(".cover h1")).to_have_text("The Frost Paper")
    assert page.locator(".cover .logo img").evaluate("image => image.naturalWidth") == 300
    page.goto(desk + path)
    assert page.locator(".post__author a").first.evaluate(COLOUR) == TEAL
    page.emulate_media(color_scheme="dark")
    assert page.locator(".post__author a").first.evaluate(COLOUR) == PALE_TEAL


def test_the_form_works_without_a_script(browser, live_server):
    client = Client()
    client.force_login(an_owner())
    context = browser.new_context(java_script_enabled=False)
    cookie = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    page = context.new_page()
    page.goto(live_server.url + FORM)
    page.locator("#id_accent").fill("#ffcc00")
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Use #").click()
    expect(page.get_by_text("Nothing is stored yet")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The look is changed, on all pages.")).to_be_visible()
    assert Blog.objects.current().accent
    context.close()


@pytest.mark.parametrize("name", [LONG_NAME, "مجلة الصقيع على البحيرات", "霜の観察日誌"])
def test_long_names_and_names_in_other_scripts_fit_every_screen(page, live_server, name):
    blog = Blog.objects.current()
    picture = Image.objects.store(painted("PNG", (1200, 100), "RGBA"), is_decorative=True)
    blog.name, blog.logo, blog.accent = name[:100], picture, "#1f5f5b"
    blog.tagline, blog.footer = name, name
    blog.save()
    post = a_post()
    portrait = Image.objects.store(painted(size=(400, 500)), is_decorative=True)
    Biography.objects.create(author=edda(), text=name * 3, picture=portrait)
    for path in ("/", post.get_absolute_url(), f"/authors/{edda().pk}/"):
        page.goto(live_server.url + path)
        for size in (PHONE, DESK):
            assert_accessible(page, [size])
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
