"""The pictures of an imported blog, from a folder or an archive of its uploads."""

import io
import re
import struct
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from posts.models import Image, Post
from tests.blogsite.exports import a_meta, a_picture, a_post, an_export
from tests.posts.pictures import bomb, moving, painted

pytestmark = pytest.mark.django_db

SITE = "http://old.example"
UPLOADS = f"{SITE}/wp-content/uploads"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def uploads(tmp_path):
    """Return a folder of uploads, empty but for its parents."""
    folder = tmp_path / "backup" / "htdocs" / "wp-content" / "uploads"
    (folder / "2014" / "05").mkdir(parents=True)
    return folder


def save(uploads, **files):
    for name, data in files.items():
        (uploads / "2014" / "05" / name.replace("_", ".")).write_bytes(data)


@pytest.fixture
def run(tmp_path):
    """Return a function that imports an export of items and returns what the command prints."""

    def run(*items, verbose=True, **options):
        path = tmp_path / "export.xml"
        path.write_text(an_export(*items, site=SITE))
        output = io.StringIO()
        options |= {"stdout": output, "stderr": io.StringIO(), "verbose": verbose}
        call_command("import_wordpress", str(path), **options)
        return output.getvalue()

    return run


def picture(colour, size=(400, 300)):
    return painted(colour=colour, size=size)


RED, BLUE = picture((200, 20, 20)), picture((20, 20, 200))
BOAT = a_picture(21, f"{UPLOADS}/2014/05/a.jpg", alt="A boat", parent=7001)
PIER = a_picture(22, f"{UPLOADS}/2014/05/b.jpg", excerpt="The <em>pier</em>", parent=7001)


def html():
    return Post.objects.get().body_html


def test_a_picture_is_shown_with_its_description_and_sizes(run, uploads, client):
    save(uploads, a_jpg=RED)
    body = (
        f'The boat<img class="aligncenter" src="{UPLOADS}/2014/05/a-300x225.jpg" alt="a boat" />'
        "came home."
    )
    run(BOAT, a_post(content=body), uploads=uploads.parents[2])
    image = Image.objects.get()
    assert (image.alt, image.width) == ("A boat", 400)
    tag = f'<img src="{image.source}" srcset="{image.srcset}"'
    assert re.search(rf'<p>The boat {tag}[^>]* alt="a boat"> came home.</p>', html())
    assert client.get(image.source).getvalue()
    assert Post.objects.get().summary == "The boat came home."


@pytest.mark.one_database
def test_all_sizes_and_links_of_a_picture_are_one_picture(run, uploads):
    save(uploads, a_jpg=RED)
    names = ("a.jpg", "a-150x150.jpg", "a-scaled.jpg", "a-1024x768.jpg?w=300")
    sizes = "".join(f'<img src="{UPLOADS}/2014/05/{name}">' for name in names)
    thumbnail = f'<a href="{UPLOADS}/2014/05/a.jpg"><img src="{UPLOADS}/2014/05/a-9x9.jpg"></a>'
    resized = '<img src="https://i0.wp.com/old.example/wp-content/uploads/2014/05/a.jpg?resize=9">'
    run(a_post(content=sizes + thumbnail + resized), uploads=uploads)
    image = Image.objects.get()
    assert html().count(f'<img src="{image.source}"') == 6
    assert html().count(f'<a href="{image.source}"><img') == 1


@pytest.mark.one_database
def test_an_upload_whose_name_ends_like_a_size_is_a_picture_of_its_own(run, uploads):
    names = ("logo.jpg", "logo-100x100.jpg", "big-scaled.jpg")
    pictures = [a_picture(n, f"{UPLOADS}/2014/05/{name}", name) for n, name in enumerate(names, 1)]
    for number, name in enumerate(("logo.jpg", "logo-100x100.jpg", "big.jpg")):
        (uploads / "2014" / "05" / name).write_bytes(picture((80 * number, 20, 20)))
    body = f'[gallery ids="1,2,3"]<img src="{UPLOADS}/2014/05/big-300x300.jpg">'
    run(*pictures, a_post(content=body), uploads=uploads)
    assert re.findall(r'alt="([^"]*)"', html()) == [*names, "big-scaled.jpg"]
    assert len(set(Image.objects.values_list("stem", flat=True))) == Image.objects.count() == 3


@pytest.mark.one_database
def test_a_size_is_taken_where_the_original_cannot_be(run, uploads):
    save(uploads, a_jpg=b"no picture")
    (uploads / "2014" / "05" / "a-400x300.jpg").write_bytes(RED)
    run(a_post(content=f'<img src="{UPLOADS}/2014/05/a-400x300.jpg">'), uploads=uploads)
    assert Image.objects.count() == 1


def test_a_gallery_shows_its_pictures_in_order_with_captions(run, uploads):
    save(uploads, a_jpg=RED, b_jpg=BLUE)
    report = run(BOAT, PIER, a_post(content='One [gallery ids="22, 21"] two'), uploads=uploads)
    pier, boat = Image.objects.get(alt="The pier"), Image.objects.get(alt="A boat")
    figures = re.findall(r'<figure><a href="([^"]+)"><img [^>]*alt="([^"]*)">', html())
    assert figures == [(pier.source, "The pier"), (boat.source, "A boat")]
    assert "<figcaption>The <em>pier</em></figcaption>" in html()
    assert html().count('<figure class="gallery">') == 1
    assert "2 pictures" in report


@pytest.mark.one_database
def test_a_gallery_without_ids_shows_the_pictures_of_its_post(run, uploads):
    save(uploads, a_jpg=RED, b_jpg=BLUE)
    other = a_picture(23, f"{UPLOADS}/2014/05/c.jpg", parent=9)
    run(other, PIER, BOAT, a_post(content="[gallery]"), uploads=uploads)
    assert re.findall(r'alt="([^"]*)"', html()) == ["The pier", "A boat"]


@pytest.mark.one_database
def test_the_gallery_block_becomes_a_gallery(run, uploads):
    save(uploads, a_jpg=RED, b_jpg=BLUE)
    figure = '<figure class="wp-block-image"><img src="{}" alt=""/>{}</figure>'
    blocks = figure.format(f"{UPLOADS}/2014/05/a.jpg", "<figcaption>One</figcaption>")
    blocks += figure.format(f"{UPLOADS}/2014/05/b.jpg", "")
    new = f'<figure class="wp-block-gallery has-nested-images">{blocks}</figure>'
    items = f'<li class="blocks-gallery-item">{blocks}</li>'
    old = f'<ul class="wp-block-gallery columns-2">{items}</ul>'
    for number, body in enumerate([new, old]):
        run(a_post(content=body, post_id=number + 1, post_name=f"p{number}"), uploads=uploads)
    first, second = Post.objects.order_by("pk")
    assert first.body_html.count("<figure") == 3
    assert first.body_html.startswith('<figure class="gallery"><figure>')
    assert first.body_html == second.body_html


def test_the_lead_picture_of_a_post_comes_with_it(run, uploads, client):
    save(uploads, a_jpg=RED)
    run(a_post(a_meta("_thumbnail_id", "21")), BOAT, uploads=uploads)
    post = Post.objects.get()
    assert post.lead_image.alt == "A boat"
    assert post.lead_image.webp(400) in client.get(post.get_absolute_url()).text


@pytest.mark.one_database
def test_a_picture_that_nobody_described_is_decorative_and_counted(run, uploads):
    save(uploads, a_jpg=RED, b_jpg=BLUE)
    named = a_picture(21, f"{UPLOADS}/2014/05/a.jpg", title="a")
    titled = a_picture(22, f"{UPLOADS}/2014/05/b.jpg", title="The pier in May")
    report = run(named, titled, a_post(content='[gallery ids="21,22"]'), uploads=uploads)
    assert dict(Image.objects.values_list("alt", "is_decorative")) == {
        "": True,
        "The pier in May": False,
    }
    assert "1 × picture that nobody described, now decorative" in report
    assert re.findall(r'alt="([^"]*)"', html()) == ["Image: a", "The pier in May"]  # in links


ALL = (
    BOAT,
    PIER,
    a_post(
        a_meta("_thumbnail_id", "22"),
        content=f'<a href="/x/"><img src="{UPLOADS}/2014/05/a.jpg"></a>[gallery ids="21,22"]',
    ),
)


def state():
    """Return what is stored, without what a second run may count on."""
    post = Post.objects.get()
    images = Image.objects.order_by("pk").values_list("pk", "origin", "stem", "alt")
    files = sorted(default_storage.listdir("images")[1])
    return post.pk, post.body, post.body_html, post.lead_image_id, list(images), files


def test_an_import_with_media_that_is_repeated_doubles_nothing(run, uploads):
    save(uploads, a_jpg=RED, b_jpg=BLUE)
    run(*ALL, uploads=uploads)
    before = state()
    report = run(*ALL, uploads=uploads)
    assert state() == before
    assert "Came in: nothing" in report
    assert len(before[4]) == 2


def test_a_run_with_media_fills_in_what_one_without_left_as_links(run, uploads):
    save(uploads, a_jpg=RED, b_jpg=BLUE)
    report = run(*ALL)
    assert "Pictures left out" in report
    assert not Image.objects.exists()
    assert html().count(f'href="{UPLOADS}/2014/05/b.jpg"') == 1
    run(*ALL, uploads=uploads)
    filled = state()[1:3]
    Post.objects.all().delete()
    run(*ALL, uploads=uploads)
    assert state()[1:3] == filled
    assert html().count("<img") == 3


def test_a_post_edited_here_is_not_written_again(run, uploads):
    save(uploads, a_jpg=RED, b_jpg=BLUE)
    run(*ALL)
    post = Post.objects.get()
    post.revisions.create(title="x", body="Mine")
    post.write("<p>Mine</p>")
    post.save()
    run(*ALL, uploads=uploads)
    assert html() == "<p>Mine</p>"


@pytest.mark.one_database
def test_a_dry_run_stores_no_picture_and_says_which_are_missing(run, uploads):
    save(uploads, a_jpg=RED)
    report = run(*ALL, uploads=uploads, dry_run=True)
    assert not Image.objects.exists()
    assert "1 picture" in report
    assert f"{UPLOADS}/2014/05/b.jpg: not among the uploads" in report


@pytest.mark.one_database
def test_the_report_says_by_post_why_a_picture_is_missing(run, uploads):
    save(uploads, a_jpg=RED)
    lead = a_meta("_thumbnail_id", "22")
    report = run(*ALL[:2], a_post(lead, content="[gallery]"), uploads=uploads, verbose=False)
    line = r"post 7001 \(line \d+\), “The first frost”: 2 × picture left out: not among the uploads"
    assert re.search(line, report)
    assert "images turned into links" not in report
    save(uploads, b_jpg=BLUE)
    report = run(*ALL[:2], a_post(lead, content="[gallery]"), uploads=uploads, verbose=False)
    assert report.endswith("Nothing that readers can see was lost.\n")


HOSTILE = {
    "page.jpg": b"<html><script>alert(1)</script>",
    "drawing.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "bomb.png": bomb(),
    "moving.gif": moving("GIF"),
    "two.jpg": RED + b"<script>alert(1)</script>",
    "cut.jpg": RED[:200],
    "empty.jpg": b"",
}


def hostile_post():
    names = [*HOSTILE, "../../../../secret.jpg", "away.jpg", "%2e%2e/%2e%2e/secret.jpg"]
    return a_post(content="".join(f'<img src="{UPLOADS}/2014/05/{n}" alt="{n}">' for n in names))


@pytest.mark.one_database
def test_files_that_are_no_pictures_are_left_out_and_listed(run, uploads, tmp_path):
    for name, data in HOSTILE.items():
        (uploads / "2014" / "05" / name).write_bytes(data)
    secret = tmp_path / "secret.jpg"
    secret.write_bytes(RED)
    (uploads / "2014" / "05" / "away.jpg").symlink_to(secret)
    report = run(hostile_post(), uploads=uploads)
    assert not Image.objects.exists()
    for name in [*HOSTILE, "away.jpg"]:
        assert re.search(rf"post 7001 \(line \d+\)[^:]*: \S+{re.escape(name)}: \S", report), name
        assert f"Image: {name}" in html()


def test_urls_of_media_that_nothing_can_have_stop_no_import(run, uploads):
    urls = (f"https://{'i0.wp.com/' * 2_000}a.jpg", f"{UPLOADS}/2014/05/a%00.jpg")
    attachments = [a_picture(number, url, parent=7001) for number, url in enumerate(urls, 30)]
    images = "".join(f'<img src="{url}" alt="A boat">' for url in urls)
    run(*attachments, a_post(content=f"[gallery]{images}"), uploads=uploads)
    assert Post.objects.count() == 1
    assert not Image.objects.exists()


def archive(tmp_path, **options):
    path = tmp_path / "uploads.zip"
    with zipfile.ZipFile(path, "w", **options) as file:
        file.writestr("site/wp-content/uploads/2014/05/a.jpg", RED)
        file.writestr("site/wp-content/uploads/2014/05/b.jpg", b"\0" * (21 * 2**20))
        file.writestr("../../2014/05/c.jpg", BLUE)
        file.writestr("/2014/05/c.jpg", BLUE)
    return path


@pytest.mark.one_database
def test_a_zip_archive_gives_pictures_and_nothing_else(run, tmp_path):
    names = ("a.jpg", "b.jpg", "c.jpg")
    body = "".join(f'<img src="{UPLOADS}/2014/05/{name}" alt="{name}">' for name in names)
    path = archive(tmp_path, compression=zipfile.ZIP_DEFLATED)
    report = run(a_post(content=body), uploads=path)
    assert list(Image.objects.values_list("alt", flat=True)) == ["a.jpg"]
    assert "2014/05/b.jpg: it has more than 20 MB" in report
    assert "2014/05/c.jpg: not among the uploads" in report
    assert "2 names in the zip archive lead out of it" in report


@pytest.mark.one_database
def test_an_archive_cannot_hide_how_long_its_list_is(run, tmp_path):
    path = archive(tmp_path)
    files, end = path.read_bytes()[:-22], path.read_bytes()[-22:]
    number, _, at = struct.unpack("<10xHLL2x", end)
    large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, number, number, 2**27, at)
    large += struct.pack("<4sLQL", b"PK\6\7", 0, len(files), 1)
    path.write_bytes(files + large + end)
    with pytest.raises(CommandError, match="it lists too many files"):
        run(*ALL, uploads=path)


@pytest.mark.one_database
@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive", b"PK\x05\x06" + b"\xff" * 18])
def test_a_broken_archive_is_refused_in_one_line(run, tmp_path, content):
    path = tmp_path / "uploads.zip"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=r"uploads\.zip: [^\n]+\Z"):
        run(*ALL, uploads=path)
    assert not Post.objects.exists()


def test_old_urls_of_pictures_lead_to_the_pictures_here(run, uploads, client):
    save(uploads, a_jpg=RED)
    run(BOAT, a_post(content=f'<img src="{UPLOADS}/2014/05/a-300x225.jpg">'), uploads=uploads)
    for name in ("a.jpg", "a-300x225.jpg"):
        answer = client.get(f"/wp-content/uploads/2014/05/{name}")
        assert (answer.status_code, answer["Location"]) == (301, Image.objects.get().source)


def test_the_page_of_a_picture_leads_to_its_post_or_the_picture(run, uploads, client):
    save(uploads, a_jpg=RED, b_jpg=BLUE)
    alone = a_picture(30, f"{UPLOADS}/2014/05/b.jpg", link=f"{SITE}/pier/")
    unused = a_picture(31, f"{UPLOADS}/2014/05/c.jpg")
    body = "".join(f'<img src="{UPLOADS}/2014/05/{name}.jpg">' for name in "ab")
    run(BOAT, alone, unused, a_post(content=f'{body}<a href="{SITE}/pier/">x</a>'), uploads=uploads)
    post, pier = Post.objects.get(), Image.objects.get(origin__endswith="b.jpg").source
    assert f'<a href="{pier}">x</a>' in post.body_html
    for old, new in (("21", post.get_absolute_url()), ("30", pier)):
        assert client.get(f"/?attachment_id={old}")["Location"] == new
    assert client.get("/pier/")["Location"] == pier
    assert client.get("/?attachment_id=31").status_code == 404


@pytest.mark.one_database
def test_a_picture_on_another_site_stays_a_link(run, uploads):
    save(uploads, a_jpg=RED)
    other = "http://elsewhere.example/wp-content/uploads/2014/05/a.jpg"
    run(a_post(content=f'<img src="{other}" alt="x">'), uploads=uploads)
    assert html() == f'<p><a href="{other}">Image: x</a></p>'


@pytest.mark.one_database
def test_the_number_of_queries_for_a_picture_does_not_grow(
    run, uploads, django_assert_max_num_queries
):
    save(uploads, a_jpg=RED)
    run(BOAT, uploads=uploads)
    posts = [
        a_post(content=f'<img src="{UPLOADS}/2014/05/a.jpg">' * 20, post_id=n, post_name=f"p{n}")
        for n in range(1, 3)
    ]
    run(*posts, BOAT, uploads=uploads)
    with django_assert_max_num_queries(30):
        run(*posts, BOAT, uploads=uploads)
