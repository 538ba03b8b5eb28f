"""Uploaded pictures: which are accepted, how they are stored and served, which are refused."""

import io
import sys
from pathlib import Path
from subprocess import PIPE, run

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from PIL import Image as Pillow
from PIL import ImageCms
from PIL.PngImagePlugin import PngInfo

from posts.models import Image
from posts.pictures import UnusablePicture, prepare_picture
from tests.cast import a_post
from tests.posts.pictures import bomb, moving, painted

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def opened(data):
    return Pillow.open(io.BytesIO(data))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_stored_in_the_sizes_that_readers_need(kind):
    picture = prepare_picture(painted(kind, (2400, 1200)))
    assert picture.widths == [400, 800, 1200, 1600]
    assert (picture.width, picture.height) == (1600, 800)
    sizes = {opened(data).size for name, data in picture.files.items() if name.endswith("webp")}
    assert sizes == {(400, 200), (800, 400), (1200, 600), (1600, 800)}
    assert opened(picture.files[f"{picture.stem}.jpg"]).format == "JPEG"


def test_a_small_picture_is_not_enlarged():
    assert prepare_picture(painted(size=(500, 300))).widths == [400, 500]
    assert prepare_picture(painted(size=(90, 60))).widths == [90]


def test_a_transparent_picture_stays_transparent():
    picture = prepare_picture(painted("PNG", mode="RGBA"))
    assert picture.fallback == "png"
    assert all(opened(data).mode == "RGBA" for data in picture.files.values())


def test_a_picture_is_turned_upright_and_loses_its_exif_data():
    exif = Pillow.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "The serial number of a camera"
    picture = prepare_picture(painted(size=(1000, 600), exif=exif))
    assert (picture.width, picture.height) == (600, 1000)
    assert not any(b"The serial number of a camera" in data for data in picture.files.values())


@pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "I;16"])
def test_pictures_of_every_colour_mode_are_accepted(mode):
    file = io.BytesIO()
    Pillow.new(mode, (100, 100)).save(file, "PNG" if mode != "CMYK" else "JPEG")
    assert prepare_picture(file.getvalue()).widths == [100]


SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
METADATA_KEYS = {"comment", "Comment", "exif", "xmp", "XML:com.adobe.xmp", "icc_profile"}

# Prints the peak memory of a process that does nothing else, in kilobytes.
PEAK = """
import re, sys
from pathlib import Path
from posts.pictures import prepare_picture
prepare_picture(Path(sys.argv[1]).read_bytes())
print(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])
"""

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

INK = ("1", 1)  # one bit per pixel

# By name: a file, or a function that makes it, not while tests are collected; and the reason.
REFUSED = {
    "svg": (SVG, "SVG drawings can carry scripts"),
    "svg with a declaration": (b'\xef\xbb\xbf<?xml version="1.0"?>\n' + SVG, "SVG"),
    "page": (b"<html><body>Hello</body></html>", "no JPEG, PNG, WebP or GIF"),
    "words": (b"Just words.", "no JPEG, PNG, WebP or GIF"),
    "nothing": (b"", "no JPEG, PNG, WebP or GIF"),
    "tiff": (lambda: painted("TIFF"), "no JPEG, PNG, WebP or GIF"),
    "bitmap": (lambda: painted("BMP"), "no JPEG, PNG, WebP or GIF"),
    "gif with a script": (
        lambda: painted("GIF") + b"/*<script>alert(1)</script>*/",
        "something else",
    ),
    "jpeg with a page": (lambda: painted("JPEG") + b"<HTML>", "something else"),
    "jpeg with a drawing": (lambda: painted("JPEG") + SVG, "something else"),
    "png with a pdf": (lambda: painted("PNG") + b"%PDF-1.4", "something else"),
    "cut off": (lambda: painted("PNG", (300, 300))[:60], "no JPEG|broken"),
    "half": (lambda: painted("JPEG", (800, 800))[:2000], "broken"),
    "bomb": (bomb, "million pixels"),
    "60 megapixels": (lambda: bomb(10_000, 6_000), "million pixels .10,000 × 6,000"),
    "26 megapixels": (lambda: bomb(5_200, 5_000), "more than 25 million pixels .5,200 × 5,000"),
    "13 megapixels of WebP": (
        lambda: painted("WEBP", (4_000, 3_300), lossless=True, method=0),
        "more than 12.5 million pixels .4,000 × 3,300",
    ),
    "60 megapixels of JPEG": (lambda: painted(size=(10_000, 6_000)), "more than 50 million pixels"),
    "tower": (
        lambda: painted("PNG", (800, 20_000), *INK),
        "too tall for its width: 800 × 20,000 .* 10,000",
    ),
    "thread": (lambda: painted("PNG", (45, 500_000), *INK), "too tall for its width"),
    "animation": (lambda: moving("GIF"), "Animated pictures are not accepted"),
    "animated webp": (lambda: moving("WEBP"), "Animated pictures are not accepted"),
    "animated png": (lambda: moving("PNG"), "Animated pictures are not accepted"),
    "spacer": (lambda: painted("GIF", (1, 1)), "narrower than 40 pixels"),
    "heavy": (lambda: painted() + b"\0" * 20 * 2**20, "more than 20 MB"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_a_proper_picture_is_refused_with_a_reason(name):
    file, reason = REFUSED[name]
    data = file() if callable(file) else file
    with pytest.raises(UnusablePicture, match=reason):
        prepare_picture(data)


def test_the_largest_jpeg_of_a_camera_is_accepted_and_scaled():
    picture = prepare_picture(painted(size=(8_600, 5_800)))
    assert (picture.width, picture.height) == (1600, 1079)


AT_THE_LIMIT = {
    "jpeg": ("JPEG", (8_600, 5_800), "RGB", {"progressive": True, "subsampling": 0}),
    "png": ("PNG", (5_000, 5_000), "RGBA", {}),
    "webp": ("WEBP", (3_535, 3_535), "RGBA", {"lossless": True, "method": 0}),
    "tower": ("PNG", (1_600, 10_000), "RGBA", {}),
}


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to ask")
@pytest.mark.parametrize("name", AT_THE_LIMIT)
def test_a_picture_at_its_limit_fits_the_memory_of_the_server(name, tmp_path):
    kind, size, mode, options = AT_THE_LIMIT[name]
    file = tmp_path / "picture"
    file.write_bytes(painted(kind, size, mode, **options))
    peak = run([sys.executable, "-c", PEAK, file], stdout=PIPE, check=True).stdout
    assert int(peak) < 400 * 1024


def test_a_picture_of_the_maximum_height_is_accepted():
    assert prepare_picture(painted("PNG", (40, 10_000))).height == 10_000


def test_a_phone_jpeg_with_a_second_picture_is_not_an_animation():
    data = painted("MPO", save_all=True, append_images=[Pillow.new("RGB", (90, 60))])
    assert opened(data).is_animated and prepare_picture(data).fallback == "jpg"


SECRET = "Taken by the one who asked not to be named"


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
@pytest.mark.parametrize("profile", [None, SRGB], ids=["plain", "profile"])
def test_no_metadata_of_an_uploaded_file_is_stored(kind, mode, profile):
    texts = PngInfo()
    texts.add_text("Comment", SECRET)
    exif = Pillow.Exif()
    exif[0x010E] = SECRET
    data = painted(
        kind,
        mode="RGB" if kind == "JPEG" else mode,
        **{"comment": SECRET, "exif": exif, "xmp": f"<x>{SECRET}</x>".encode()},
        **{"pnginfo": texts, "icc_profile": profile},
    )
    assert SECRET.encode() in data
    for stored in prepare_picture(data).files.values():
        assert SECRET.encode() not in stored and not {*opened(stored).info} & METADATA_KEYS


def test_a_picture_is_not_refused_for_four_bytes_that_look_like_svg():
    assert prepare_picture(painted("JPEG") + b"\x81<sVg\x93").fallback == "jpg"


def test_a_picture_and_an_archive_in_one_is_refused():
    import zipfile

    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("Applet.class", b"x")
    with pytest.raises(UnusablePicture, match="something else in one"):
        prepare_picture(painted("GIF") + archive.getvalue())


def test_an_image_is_served_with_its_type_and_cached_for_ever(client):
    image = Image.objects.store(painted(), alt="A grey morning")
    for address, kind in ((image.source, "image/jpeg"), (image.webp(400), "image/webp")):
        response = client.get(address)
        assert (response.status_code, response["Content-Type"]) == (200, kind)
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in response["Cache-Control"] and not response.cookies
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert (
            response["X-Frame-Options"] == "DENY" and "camera=()" in response["Permissions-Policy"]
        )
        assert len(b"".join(response)) > 100


@pytest.mark.parametrize(
    "address",
    ["/media/", "/media/images/", "/media/images/../../secret-key", "/media/images/0.jpg"]
    + ["/media/images/%2e%2e/secret-key", f"/media/images/{'0' * 24}.jpg", "/media/x.svg"],
)
def test_nothing_else_is_served_from_the_uploads(client, address):
    assert client.get(address).status_code == 404


def test_a_file_that_was_cut_off_by_a_kill_is_written_again():
    image = Image.objects.store(painted(), alt="A morning")
    path = default_storage.path(image.file_names[0])
    whole = Path(path).read_bytes()
    Path(path).write_bytes(whole[:100])
    Image.objects.store(painted(), alt="A morning")
    assert Path(path).read_bytes() == whole


def test_the_same_file_twice_is_stored_once():
    first = Image.objects.store(painted(), alt="A morning")
    second = Image.objects.store(painted(), is_decorative=True)
    assert first.stem == second.stem
    assert len(default_storage.listdir("images")[1]) == 4


def test_an_image_has_an_alternative_text_or_is_decorative():
    for wrong in ({}, {"alt": "A morning", "is_decorative": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Image.objects.store(painted(), **wrong)


def test_an_image_in_a_post_has_srcset_width_and_height():
    image = Image.objects.store(painted(size=(1000, 600)), alt="Frost & ferns")
    tag = f'<img src="{image.source}" alt="Frost &gt; &quot;ferns&quot;" onerror="x()">'
    post = a_post(body=f"<figure>{tag}<figcaption>On the ninth</figcaption></figure>")
    html = post.body_html
    assert f'src="{image.source}"' in html and 'width="1000"' in html and 'height="600"' in html
    assert f"{image.webp(400)} 400w" in html and 'loading="lazy"' in html
    assert 'alt="Frost &gt; &quot;ferns&quot;"' in html and "onerror" not in html
    assert "<figcaption>On the ninth</figcaption>" in html


def test_an_image_of_another_site_is_removed_by_sanitizing():
    assert (
        "elsewhere" not in a_post(body='<p>x</p><img src="https://elsewhere.example/a.png">').html
    )
