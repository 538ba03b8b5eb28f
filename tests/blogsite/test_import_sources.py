"""Files of exports are recognized by what is in them, packed or not, whatever their name."""

import gzip
import io
import zipfile

import pytest

from blogsite.transfer import unpacking
from blogsite.transfer.files import ImportRefused
from blogsite.transfer.sources import SOURCES, source_of
from blogsite.transfer.unpacking import export_at
from tests.blogsite.exports import a_post, an_export

WORDPRESS = an_export(a_post()).encode()
JSONL = b'{"format":"soundoff-jsonl","version":1,"blog":"old"}\n{"kind":"end","records":0}\n'


def zipped(**files):
    """Return a zip archive; a name's double underscores are dots."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return buffer.getvalue()


def with_wrong_list(archive):
    """Return an archive whose list says that it begins after its end, so files before that."""
    end = archive.rindex(b"PK\x05\x06") + 16
    return archive[:end] + (2**31).to_bytes(4, "little") + archive[end + 4 :]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (WORDPRESS, "wordpress"),
        (b"\xef\xbb\xbf\n <b>Warning</b>: a server's words\n" + WORDPRESS, "wordpress"),
        (WORDPRESS.decode().encode("utf-16"), "wordpress"),
        (gzip.compress(WORDPRESS, mtime=0), "wordpress"),
        (zipped(blog__xml=WORDPRESS, readme__txt=b"Hello", **{"__DS_Store": b"-"}), "wordpress"),
        (JSONL, "jsonl"),
        (zipped(blog__jsonl=JSONL, other__xml=WORDPRESS), "jsonl"),
    ],
)
def test_an_export_is_recognized_by_its_first_bytes_packed_or_not(content, name, tmp_path):
    path = tmp_path / "holiday.jpg"
    path.write_bytes(content)
    assert source_of(path).name == name


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"<!DOCTYPE html><html>", "line 1: this is an HTML page, not an export"),
        (b'{"a": 1}', "line 1: this looks like JSON, not an export"),
        (b"\x00\x01\x02", "line 1: this does not begin like XML, not an export"),
        (gzip.compress(WORDPRESS, mtime=0)[:40], "the packed file is broken: "),
        (b"\x1f\x8bnot at all", "the gzip file is broken: "),
        (zipped(photo__jpg=b"-"), "the zip archive has no export in it"),
        (zipped(one__xml=WORDPRESS, two__xml=WORDPRESS), "2 files that may be exports"),
        (zipped(a__xml=WORDPRESS)[:-30], "line 1: this is a zip archive"),
        (with_wrong_list(zipped(a__xml=WORDPRESS)), "its list of files is wrong"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_one_line(content, reason, tmp_path):
    path = tmp_path / "export.xml"
    path.write_bytes(content)
    with pytest.raises(ImportRefused) as refusal:
        source_of(path)
    assert reason in str(refusal.value) and "\n" not in str(refusal.value)


def test_the_export_in_a_zip_archive_is_unpacked_while_it_is_used(tmp_path):
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(**{"../../etc/my blog__xml": WORDPRESS}))
    with export_at(path, tmp_path) as export:
        assert export.name == "my_blog.xml" and export.is_relative_to(tmp_path)
        assert export.read_bytes() == WORDPRESS
    assert list(tmp_path.iterdir()) == [path]


def test_each_source_has_a_name_of_its_own():
    assert len({source.name for source in SOURCES}) == len(SOURCES)


def test_a_file_of_somebody_else_is_refused_in_one_line(tmp_path, monkeypatch):
    path = tmp_path / "export.xml"
    path.write_bytes(WORDPRESS)

    def opened(*_args):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "open", opened)  # root may read whatever its mode says
    with pytest.raises(ImportRefused, match="^the file cannot be read: Permission denied$"):
        source_of(path)


def test_an_archive_never_fills_the_disk(tmp_path, monkeypatch):
    path = tmp_path / "export.zip"
    path.write_bytes(zipped(a__xml=WORDPRESS))
    monkeypatch.setattr(unpacking, "RESERVED_BYTES", 2**60)
    with pytest.raises(ImportRefused, match="no room"), export_at(path, tmp_path):
        pass
    assert list(tmp_path.iterdir()) == [path]
