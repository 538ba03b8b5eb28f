"""How the blog looks: name, logo, colours, icons, and what other sites show of it."""

import io
import re
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from PIL import Image as Pillow

from blogsite.pagecache.store import pages
from posts.accent import DARK, DEFAULT_ACCENT, LIGHT, Accent
from posts.colours import Colour
from posts.models import Blog, Image
from tests.cast import a_post, an_owner, edda, milo
from tests.posts.pictures import bomb, painted
from tests.posts.test_metadata import SITE, head

pytestmark = pytest.mark.django_db

FORM = "/admin/posts/look/"
TYPED = {"name": "The Frost Paper", "tagline": "", "accent": "", "accent_dark": "", "footer": ""}
CSS = Path(site_settings.BASE_DIR) / "static" / "css"


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def logo(name="logo.png", size=(300, 100)):
    file = io.BytesIO(painted("PNG", size, "RGBA"))
    file.name = name
    return file


def send(client, by=edda, **typed):
    client.force_login(by())
    return client.post(FORM, TYPED | typed)


def text_at(client, path):
    pages.clear()
    return " ".join(client.get(path).text.split())


def look(**fields):
    blog = Blog.objects.current()
    for name, value in fields.items():
        setattr(blog, name, value)
    blog.save()
    return blog


# Colours


@pytest.mark.one_database
def test_contrast_is_that_of_wcag():
    black, white, grey = map(Colour.parse, ("#000", "FFFFFF", "#777777"))
    assert black.contrast(white) == white.contrast(black) == 21
    assert round(grey.contrast(white), 2) == 4.48


@pytest.mark.one_database
def test_the_colours_a_blog_begins_with_can_be_read_everywhere():
    assert LIGHT.shortfalls(DEFAULT_ACCENT.light) == DARK.shortfalls(DEFAULT_ACCENT.dark) == []


@pytest.mark.one_database
@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(
    "typed", ["#ffcc00", "#00f", "#808080", "#ffffff", "#000000", "#ff0000", "#1f5f5b", "#00ff7f"]
)
def test_the_nearest_shade_of_any_colour_can_be_read(scheme, typed):
    nearest = scheme.nearest(Colour.parse(typed))
    assert scheme.shortfalls(nearest) == []
    for background in (scheme.paper, scheme.wash, scheme.mark(nearest), *scheme.selected):
        assert nearest.contrast(background) >= 4.5
    assert scheme.nearest(nearest) == nearest


@pytest.mark.one_database
def test_the_backgrounds_that_colours_are_held_against_are_those_of_the_pages():
    foundation = (CSS / "foundation.css").read_text()
    light, dark = foundation.split("@media (prefers-color-scheme: dark)")
    desk = (CSS / "admin" / "theme.css").read_text()
    for part, scheme, index in ((light, LIGHT, 0), (dark, DARK, 1)):
        for name in ("paper", "wash", "ink"):
            assert f"--{name}: {getattr(scheme, name)};" in part
        assert f", {scheme.own[0]});" in part and f", {scheme.own[1]});" in part
        for name in ("paper", "wash", "ink"):
            pair = re.search(rf"--{name}: light-dark\((.*?), (.*?)\);", desk)
            assert pair[index + 1] == str(getattr(scheme, name))
        for colour in scheme.selected:
            assert str(colour) in desk


@pytest.mark.one_database
def test_a_refused_colour_says_which_contrast_is_missing_and_offers_one(client):
    answer = send(client, accent="#ffcc00", accent_dark="#222222", tagline="Cold, daily.")
    assert answer.status_code == 422
    assert "#ffcc00 has too little contrast on light screens" in answer.text
    assert "text and buttons on the page 1.4 : 1 (needed: 4.5 : 1)" in answer.text
    assert "outlines, lines and marks 1.3 : 1 (needed: 3 : 1)" in answer.text
    nearest = str(LIGHT.nearest(Colour.parse("#ffcc00")))
    assert f'value="accent {nearest}"' in answer.text
    assert "#222222 has too little contrast on dark screens" in answer.text
    assert 'value="Cold, daily."' in answer.text  # what was typed comes back
    assert Blog.objects.current().accent == ""
    offered = client.post(FORM, TYPED | {"accent": "#ffcc00", "_take": f"accent {nearest}"})
    assert f'value="{nearest}"' in offered.text and "Nothing is stored yet" in offered.text


@pytest.mark.one_database
def test_a_colour_may_be_typed_in_any_way_and_is_stored_in_one(client):
    assert send(client, accent=" 1F5F5B ").status_code == 302
    blog = Blog.objects.current()
    assert blog.accent == "#1f5f5b"
    assert blog.colours == Accent(Colour.parse("#1f5f5b"), DARK.nearest(Colour.parse("#1f5f5b")))
    assert send(client, accent="red").status_code == 422
    assert "Choose the other colour" in send(client, accent_dark="#f0987a").text


@pytest.mark.one_database
def test_every_page_links_the_style_sheet_of_the_blogs_colours(client):
    post = a_post()
    assert "/look/" not in text_at(client, "/")
    look(accent="#1f5f5b")
    url = Blog.objects.current().stylesheet_url
    client.force_login(an_owner())
    for path in ("/", post.get_absolute_url(), "/archive/", "/nowhere/", "/admin/", FORM):
        assert f'<link rel="stylesheet" href="{url}"' in text_at(client, path), path
    answer = client.get(url)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in answer["Cache-Control"] and not answer.cookies
    assert "--accent-light: #1f5f5b;" in answer.text and "--accent-dark: #38ada6;" in answer.text
    assert client.get("/look/red-blue.css").status_code == 404


@pytest.mark.one_database
def test_the_preview_gets_the_shades_of_typed_colours(client):
    client.force_login(edda())
    answer = client.get(f"{FORM}colours/", {"accent": "#ffcc00", "accent_dark": "x"}).json()
    nearest = str(LIGHT.nearest(Colour.parse("#ffcc00")))
    assert answer["problems"]["accent"]["nearest"] == nearest
    assert answer["problems"]["accent_dark"]["nearest"] == ""
    assert answer["properties"]["--accent-light"] == "#9b2f17"  # until both are colours
    answer = client.get(f"{FORM}colours/", {"accent": "#ffcc00"}).json()
    assert answer["properties"]["--accent-light"] == nearest
    assert answer["properties"]["--accent-dark"] == "#ffcc00"


# The form


def test_an_editor_gives_the_blog_its_look_on_one_page(client):
    files = {"logo_file": logo(), "social_picture_file": logo("s.png", (1200, 630))}
    sent = files | {"social_alt": "A frozen pond", "footer": "By us. https://frost.example"}
    answer = send(client, tagline="Cold, daily.", accent="#1f5f5b", **sent)
    assert answer["Location"] == FORM
    blog = Blog.objects.current()
    assert (blog.name, blog.tagline) == ("The Frost Paper", "Cold, daily.")
    assert blog.social_picture.alt == "A frozen pond" and blog.logo.by == edda()
    front = text_at(client, "/")
    assert "<title> The Frost Paper – Cold, daily. </title>" in front
    assert f'<img src="{blog.logo.source}"' in front.split('id="main"')[0]
    assert 'href="https://frost.example"' in front.split('id="main"')[1]
    assert send(client, **{"logo_file-clear": "on", "social_alt": "A pond"}).status_code == 302
    blog = Blog.objects.current()
    assert blog.logo is None and blog.social_picture.alt == "A pond" and blog.accent == ""


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("shown_for", "status"), [({"accent": "#ffffff"}, 422), ({"_preview": "Preview"}, 200)]
)
def test_a_form_that_is_shown_again_holds_the_chosen_pictures(client, shown_for, status):
    files = {"logo_file": logo(), "social_picture_file": logo("s.png", (1200, 630))}
    answer = send(client, **files, social_alt="A frozen pond", **shown_for)
    assert answer.status_code == status and "picture of 300 × 100 pixels" in answer.text
    assert Blog.objects.current().logo is None
    tokens = dict(re.findall(r'name="(\w+-stored)" value="([^"]+)"', answer.text))
    assert send(client, **tokens, social_alt="A pond").status_code == 302
    blog = Blog.objects.current()
    assert (blog.logo.width, blog.logo.by) == (300, edda())
    assert (blog.social_picture.alt, blog.social_picture.is_decorative) == ("A pond", False)
    assert Image.objects.count() == 2


@pytest.mark.one_database
def test_a_made_up_name_of_a_picture_is_no_picture(client):
    image = Image.objects.store(painted(), is_decorative=True)
    assert send(client, **{"logo_file-stored": str(image.pk)}).status_code == 302
    assert Blog.objects.current().logo is None


@pytest.mark.one_database
def test_the_look_needs_the_permission_to_change_the_blog(client):
    for path in (FORM, f"{FORM}colours/"):
        client.force_login(milo())
        assert client.get(path).status_code == 403, path
    assert send(client, by=milo).status_code == 403
    assert Blog.objects.current().name == Blog.DEFAULT_NAME


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG drawings can carry scripts"),
        (bomb(), "million pixels"),
        (b"GIF89a", "no JPEG, PNG, WebP or GIF"),
        (painted("PNG") + b"<script>alert(1)</script>", "something else in one"),
    ],
    ids=["svg", "bomb", "broken", "two in one"],
)
def test_a_logo_is_held_to_the_rules_of_every_picture(client, content, reason):
    file = io.BytesIO(content)
    file.name = "logo.png"
    answer = send(client, logo_file=file)
    assert answer.status_code == 422 and reason in answer.text
    assert not Image.objects.exists()


@pytest.mark.one_database
def test_a_preview_without_a_script_stores_nothing(client):
    answer = send(client, name="A <b>name</b>", accent="#1f5f5b", _preview="Preview")
    assert answer.status_code == 200
    assert answer.text.count("A &lt;b&gt;name&lt;/b&gt;</bdi>") == 2  # light and dark
    assert "/look/1f5f5b-38ada6.css" in answer.text
    assert Blog.objects.current().name == Blog.DEFAULT_NAME


@pytest.mark.one_database
def test_a_change_of_the_look_is_on_cached_pages(client):
    post = a_post()
    client.get(post.get_absolute_url())
    before = Blog.objects.current().version
    send(client, name="Another name")
    assert Blog.objects.current().version > before
    for page in pages.pages.values():
        page.fresh_until = 0  # as a second later
    assert "Another name" in client.get(post.get_absolute_url()).text


@pytest.mark.one_database
def test_a_look_costs_no_query_on_the_pages_of_readers(client):
    path = a_post().get_absolute_url()
    counts = []
    for fields in ({}, {"logo": stored(), "logo_dark": stored(), "social_picture": stored()}):
        look(**fields, accent="#1f5f5b", footer="By us.")
        pages.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_logo_that_another_process_stores_is_there_at_the_next_reading():
    assert Blog.objects.current().logo is None
    logo = stored()
    Blog.objects.update(logo=logo)
    for queries in (2, 1):  # the second reading knows that there is one
        with CaptureQueriesContext(connection) as captured:
            assert Blog.objects.current().logo == logo
        assert len(captured) == queries


def stored(size=(300, 100), kind="PNG", mode="RGBA", **fields):
    fields = fields or {"is_decorative": True}
    return Image.objects.store(painted(kind, size, mode), **fields)


# Logo


@pytest.mark.one_database
def test_a_logo_that_says_the_name_stands_for_it_in_the_head(client):
    path = a_post().get_absolute_url()
    look(name="The Frost & Ice Paper", logo=stored())
    assert 'alt=""> </picture> <bdi>The Frost &amp; Ice Paper</bdi>' in text_at(client, path)
    look(logo_says_name=True)
    page = text_at(client, path)
    assert 'alt="The Frost &amp; Ice Paper"' in page and "<bdi>The Frost" not in page
    assert "The Frost &amp; Ice Paper</span>" in text_at_desk(client)


def text_at_desk(client):
    client.force_login(edda())
    return text_at(client, FORM)


@pytest.mark.one_database
def test_dark_screens_show_the_logo_for_them_or_light_paper_below_the_other(client):
    path = a_post().get_absolute_url()
    look(logo=stored())
    assert 'class="logo logo--on-paper"' in text_at(client, path)
    dark = stored((200, 80))
    look(logo_dark=dark)
    page = text_at(client, path)
    assert f'media="(prefers-color-scheme: dark)" srcset="{dark.source}"' in page
    assert "logo--on-paper" not in page
    look(logo=stored(kind="JPEG", mode="RGB"), logo_dark=None)
    assert "logo--on-paper" not in text_at(client, path)


@pytest.mark.one_database
def test_error_pages_without_a_database_show_the_look_that_was_read_last(client):
    look(name="The Frost Paper", accent="#1f5f5b", logo=stored())
    Blog.objects.current()
    page = render_to_string("500.html")
    assert "<bdi>The Frost Paper</bdi>" in page and "/look/1f5f5b-38ada6.css" in page


@pytest.mark.one_database
def test_mail_has_the_name_and_the_colours_of_the_blog():
    blog = look(name="The Frost Paper", accent="#1f5f5b")
    mail = render_to_string("accounts/mail/layout.html", {"blog": blog})
    assert "a { color: #1f5f5b; }" in mail and "a { color: #38ada6; }" in mail
    assert "#9b2f17" not in mail and ">The Frost Paper</a>" in mail


# Icons


def icon_at(client, path):
    pages.clear()
    answer = client.get(path)
    assert answer.status_code == 200 and not answer.cookies
    picture = Pillow.open(io.BytesIO(answer.content))
    picture.load()
    return answer, picture


@pytest.mark.one_database
def test_icons_are_made_of_the_icon_the_logo_or_the_colour(client):
    _, bubble = icon_at(client, "/icon-192.png")
    assert bubble.getpixel((96, 30)) == (*DEFAULT_ACCENT.light.channels, 255)
    look(accent="#1f5f5b")
    assert icon_at(client, "/icon-192.png")[1].getpixel((96, 30)) == (31, 95, 91, 255)
    look(logo=stored(size=(400, 200)))
    _, wide = icon_at(client, "/icon-192.png")
    assert wide.getpixel((96, 10))[3] == 0 and wide.getpixel((96, 96))[3] > 0
    square = Image.objects.store(painted("JPEG", (90, 90)), is_decorative=True)
    look(icon=square)
    assert icon_at(client, "/icon-192.png")[1].getpixel((3, 3))[3] == 255


@pytest.mark.one_database
def test_icons_have_the_sizes_that_browsers_and_phones_ask_for(client):
    answer, ico = icon_at(client, "/favicon.ico")
    assert answer["Content-Type"] == "image/vnd.microsoft.icon"
    assert ico.info["sizes"] == {(16, 16), (32, 32), (48, 48)}
    _, touch = icon_at(client, "/apple-touch-icon.png")
    assert (touch.size, touch.mode) == ((180, 180), "RGB")
    assert icon_at(client, "/icon-512.png")[1].size == (512, 512)
    assert client.get("/icon-64.png").status_code == 404


@pytest.mark.one_database
def test_an_icon_is_cached_until_its_picture_changes(client):
    answer = client.get("/favicon.ico")
    assert "public" in answer["Cache-Control"] and answer["ETag"]
    assert client.get("/favicon.ico", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    Blog.objects.touch()
    for page in pages.pages.values():
        page.fresh_until = 0
    with CaptureQueriesContext(connection) as queries:
        assert client.get("/favicon.ico").content == answer.content
    assert len([q for q in queries if "posts_blog" in q["sql"]]) == 1
    page = text_at(client, "/")
    look(logo=stored())
    (before,), (after,) = (
        re.findall(r"/icon-192.png\?of=(\w+)", p) for p in (page, text_at(client, "/"))
    )
    assert before != after


@pytest.mark.one_database
def test_icons_without_the_file_of_the_logo_are_drawn(client, settings, tmp_path):
    look(logo=stored())
    settings.MEDIA_ROOT = tmp_path / "elsewhere"
    icon_at(client, "/favicon.ico")


# On other sites


@pytest.mark.one_database
def test_a_lead_image_is_shown_on_other_sites_with_its_sizes(client):
    lead = stored((1000, 600), "JPEG", "RGB", alt='Ice & "snow"')
    social = stored((1200, 630), "JPEG", "RGB", alt="A frozen pond")
    look(social_picture=social)
    meta = head(client, a_post(lead_image=lead).get_absolute_url()).meta
    assert meta["og:image"] == f"{SITE}{lead.source}"
    assert (meta["og:image:width"], meta["og:image:height"]) == ("1000", "600")
    assert meta["og:image:alt"] == 'Ice & "snow"'
    assert meta["twitter:card"] == "summary_large_image"
    for path in ("/", a_post().get_absolute_url()):
        pages.clear()
        meta = head(client, path).meta
        assert (meta["og:image"], meta["og:image:alt"]) == (f"{SITE}{social.source}", social.alt)


@pytest.mark.one_database
def test_without_a_picture_other_sites_show_a_summary(client):
    meta = head(client, a_post().get_absolute_url()).meta
    assert meta["twitter:card"] == "summary" and "og:image" not in meta
    narrow = stored((300, 200), "JPEG", "RGB", alt="Ice")
    meta = head(client, a_post(lead_image=narrow).get_absolute_url()).meta
    assert meta["twitter:card"] == "summary" and meta["og:image:width"] == "300"
