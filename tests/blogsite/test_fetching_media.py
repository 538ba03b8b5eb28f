"""Pictures that an import fetches from the old site, which may be hostile, slow or gone."""

import io

import pytest

from blogsite.transfer.files import ExportFile
from blogsite.transfer.media import fetching
from blogsite.transfer.media.fetching import OldSite
from blogsite.transfer.media.unreadable import Unreadable
from blogsite.transfer.report_texts import ReportTexts
from blogsite.transfer.wordpress.importer import WordPressImport
from posts.models import Image, Post
from posts.outward.connections import NotPublic, is_public, public_addresses
from tests.blogsite.exports import a_post, an_export
from tests.media_server import Answers, media_server
from tests.posts.pictures import painted

PICTURE = painted(size=(400, 300))
PATH = "/wp-content/uploads/2014/05/a.jpg"


@pytest.fixture
def server():
    with media_server() as server:
        yield server


def addresses_of(host, port):
    """Return where a host is: that of the old site here, any other where the internet has it."""
    return ["127.0.0.1"] if host == "old.example" else public_addresses(host, port)


def old_site(server, *hosts):
    return OldSite(
        {"old.example", *hosts}, pause=0, addresses_of=addresses_of, ports={server.server_port}
    )


def url(server, path=PATH, host="old.example"):
    return f"http://{host}:{server.server_port}{path}"


def test_a_file_of_the_old_site_is_fetched_by_name(server):
    server.answers[PATH] = PICTURE
    assert old_site(server).read(url(server)) == PICTURE
    (path, headers), *_ = server.requests
    assert path == PATH
    assert headers["User-Agent"].startswith("Soundoff import for http")
    assert headers["Host"] == f"old.example:{server.server_port}"
    assert not {"Cookie", "Authorization", "Referer"} & headers.keys()


def test_a_redirect_within_the_old_site_is_followed(server):
    server.answers["/old.jpg"] = (301, {"Location": url(server)}, b"")
    server.answers[PATH] = PICTURE
    assert old_site(server).read(url(server, "/old.jpg")) == PICTURE


REFUSED = [
    ("http://169.254.169.254/latest/meta-data/", "169.254.169.254 is not a host of the export"),
    ("http://elsewhere.example/a.jpg", "elsewhere.example is not a host of the export"),
    ("http://localhost/a.jpg", "its host is not on the public internet"),
    ("http://127.0.0.1/a.jpg", "its host is not on the public internet"),
    ("http://[::1]/a.jpg", "its host is not on the public internet"),
    ("http://user@old.example/a.jpg", "its URL is not one of a web site"),
    ("http://old.example:22/a.jpg", "its URL is not one of a web site"),
    ("file:///etc/passwd", "its URL is not one of a web site"),
    ("gopher://old.example/a", "its URL is not one of a web site"),
    ("http://[bad/", "its URL is not valid"),
]


@pytest.mark.parametrize(("target", "reason"), REFUSED)
def test_a_request_or_redirect_to_elsewhere_is_never_made(server, target, reason):
    site = old_site(server, "localhost", "127.0.0.1", "::1")
    site.ports = {None, server.server_port}
    server.answers["/away.jpg"] = (302, {"Location": target}, b"")
    for address in (target, url(server, "/away.jpg")):
        with pytest.raises(Unreadable) as refusal:
            site.read(address)
        assert str(refusal.value) == reason


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.1.1", "100.64.0.1"),
        *("0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1", "240.0.0.1"),  # noqa: S104
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:10.0.0.1"),
        *("fec0::1", "192.88.99.1"),
        *("64:ff9b::a00:1", "2002:a00:1::", "2001:0:a00::1", "::10.0.0.1", "2001:db8::1"),
    ],
)
def test_no_address_of_a_private_network_is_public(address):
    assert not is_public(address)


def test_a_host_is_public_only_if_all_its_addresses_are():
    assert is_public("93.184.216.34")
    assert is_public("2606:4700::6810:84e5")
    with pytest.raises(NotPublic):
        public_addresses("localhost", 80)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ((404, {}, b""), "the old site does not have it"),
        ((500, {}, b""), "the old site answers 500"),
        ((301, {"Location": PATH}, b""), "it redirects too often"),
        ((200, {"Content-Type": "text/html"}, b"<html>"), "the old site calls it text/html"),
        ((200, {"Content-Encoding": "gzip"}, b"x"), "the old site compresses it"),
        ((200, {"Content-Length": "9"}, b"x"), "it is cut off"),
        ((200, {}, Answers.endless), "it has more than 20 MB"),
        ((200, {}, Answers.drip), "no answer, or none that is valid"),
    ],
)
def test_what_is_no_file_is_left_out_with_the_reason(server, answer, reason, monkeypatch):
    monkeypatch.setattr(fetching, "FILE_SECONDS", 0.5 if answer[2] is Answers.drip else 60)
    server.answers[PATH] = answer
    with pytest.raises(Unreadable, match=reason):
        old_site(server).read(url(server))


def test_a_host_that_does_not_answer_is_left_alone(server):
    site = old_site(server)
    place = url(server)
    server.shutdown()
    server.server_close()
    reasons = set()
    for _ in range(fetching.MAX_FAILURES + 1):
        with pytest.raises(Unreadable) as refusal:
            site.read(place)
        reasons.add(str(refusal.value))
    assert "the old site did not answer several times, and is left alone" in reasons


def test_a_run_fetches_no_more_than_its_limit(server):
    site = old_site(server)
    server.answers[PATH] = PICTURE
    site.bytes_left = len(PICTURE)
    site.read(url(server))
    with pytest.raises(Unreadable, match="begin it again to go on"):
        site.read(url(server))
    assert server.paths == [PATH]


@pytest.mark.django_db
def test_an_import_asks_for_each_picture_once_in_all_its_runs(server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    missing, there = url(server, "/wp-content/uploads/b.jpg"), url(server)
    body = f'<img src="{url(server).replace(".jpg", "-9x9.jpg")}"><img src="{missing}">'
    posts = [a_post(content=body, post_id=n, post_name=f"p{n}") for n in (1, 2)]
    path = tmp_path / "export.xml"
    path.write_text(an_export(*posts, site=f"http://old.example:{server.server_port}"))
    server.answers[PATH] = PICTURE

    def run():
        importing = WordPressImport(ExportFile(path), False, io.StringIO())
        importing.old_site = old_site(server)
        return "\n".join(ReportTexts(importing.run(), verbose=True).lines())

    report = run()
    assert server.paths.count(PATH) == 1
    assert f"{missing}: the old site does not have it" in report
    image = Image.objects.get()
    assert [post.body_html.count(image.source) for post in Post.objects.all()] == [1, 1]
    request_count = len(server.requests)
    run()
    assert server.paths.count(PATH) == 1
    assert len(server.requests) - request_count == 2  # for the missing one, and for its larger size
    assert there not in report
