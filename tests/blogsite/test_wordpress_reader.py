"""Reading WordPress exports: what is read, what is refused, how much memory it takes."""

import gzip
import re
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blogsite.transfer.files import ExportFile, ImportRefused
from blogsite.transfer.wordpress import reader
from blogsite.transfer.wordpress.records import (
    AuthorRecord,
    ChannelRecord,
    CommentRecord,
    ItemRecord,
)
from blogsite.transfer.xml_repair import XmlRepair
from tests.blogsite.exports import NAMESPACES, a_comment, a_post, an_author, an_export

EXPORT = an_export(a_post(a_comment(1), a_comment(2, parent=1)), authors=an_author())


@pytest.fixture
def read(tmp_path):
    """Return a function that reads what an export of such text or bytes holds."""

    def reading(content, name="export.xml", records=reader.records):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return list(records(ExportFile(path)))

    return reading


@pytest.fixture
def refusal(read):
    """Return a function that says why an export is refused: by both readings, or an import would
    end after its first posts.
    """

    def refusing(content):
        with pytest.raises(ImportRefused) as refused:
            read(content)
        with pytest.raises(ImportRefused, match=re.escape(str(refused.value))):
            read(content, records=reader.records_with_comment_ids)
        assert "\n" not in str(refused.value)
        return str(refused.value)

    return refusing


def test_the_comments_of_an_item_are_read_before_the_item(read):
    kinds = [type(record) for record in read(EXPORT)]
    assert kinds == [AuthorRecord, ChannelRecord, CommentRecord, CommentRecord, ItemRecord]


def test_the_first_reading_has_the_same_records_without_the_texts_of_comments(read):
    first = read(EXPORT, records=reader.records_with_comment_ids)
    whole = read(EXPORT)
    comments = [record for record in first if isinstance(record, CommentRecord)]
    assert comments == [CommentRecord(line=5, id="1"), CommentRecord(line=6, id="2")]
    assert [each for each in first if each not in comments] == [*whole[:2], whole[-1]]


@pytest.mark.parametrize("records", [reader.records, reader.records_with_comment_ids])
def test_a_namespace_that_a_text_declares_means_nothing_after_it(read, records):
    text = (
        '<p xmlns:wp="http://schemas.example/x">Hi</p><i xmlns:dsq="http://www.disqus.com/">!</i>'
    )
    field = "<wp:comment_content>"
    whole = an_export(a_post(a_comment(1)), a_post(a_comment(2), id=8))
    export = whole.replace(field, field + text)
    assert export != whole
    assert read(export, records=records)[-1] == read(whole, records=records)[-1]


def test_values_are_read_exactly_as_in_the_file(read):
    author, channel, _, reply, post = read(EXPORT)
    assert (channel.title, channel.base_blog_url) == ("A blog", "http://old.example")
    assert (author.login, author.display_name) == ("edith", "Edith")
    assert (reply.id, reply.parent, reply.body, reply.line) == ("2", "1", "Well said.", 6)
    assert (post.id, post.slug, post.body) == (
        "7001",
        "the-first-frost",
        "<p>It came early this year.</p>",
    )


def test_the_body_of_a_post_keeps_its_spaces_and_markup(read):
    body = "  two\n\n <b>lines</b> ]]> &amp; \t"
    assert read(an_export(a_post(a_comment(1, body))))[1].body == body


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
def test_every_version_of_the_export_format_is_read(read, version):
    export = EXPORT.replace("/export/1.2/", f"/export/{version}/")
    assert len(read(export)) == 5


def test_elements_are_recognized_by_namespace_and_not_by_prefix(read):
    export = EXPORT.replace("xmlns:wp=", "xmlns:old=").replace("wp:", "old:")
    export = export.replace("xmlns:content=", "xmlns:c=").replace("content:", "c:")
    *_, post = read(export)
    assert (post.id, post.body) == ("7001", "<p>It came early this year.</p>")


def test_the_same_prefix_in_another_namespace_means_something_else(refusal):
    feed = EXPORT.replace("http://wordpress.org/export/1.2/", "http://other.example/")
    assert "an RSS feed, not a WordPress export" in refusal(feed)


def test_undeclared_prefixes_are_read_as_the_usual_ones(read):
    *_, post = read(EXPORT.replace(NAMESPACES, ""))
    assert post.id == "7001"


def test_missing_elements_are_read_as_empty_values(read):
    export = f"<rss{NAMESPACES}><channel><item><wp:comment></wp:comment></item></channel></rss>"
    channel, comment, item = read(export)
    assert channel == ChannelRecord()
    assert (comment.id, comment.body, item.id, item.type) == ("", "", "", "post")


def test_unknown_elements_of_an_export_are_skipped(read):
    meta = "<wp:commentmeta><wp:meta_key>a</wp:meta_key><title>no</title></wp:commentmeta>"
    odd = EXPORT.replace("<wp:comment_id>", f"{meta}<wp:comment_id>").replace(
        "<item>", "<item><wp:postmeta><title>no</title><x><y/></x></wp:postmeta>"
    )
    _, _, comment, _, post = read(odd)
    assert (comment.id, post.title) == ("1", "The first frost")


def test_unescaped_markup_is_dropped_and_its_text_is_kept(read):
    *_, post = read(EXPORT.replace("<title><![CDATA[The first frost]]>", "<title>The <b>f</b>"))
    assert post.title == "The f"


def test_html_entities_outside_of_cdata_are_decoded(read):
    export = EXPORT.replace("<title>A blog", "<title>A&nbsp;blog &eacute; &nonsense; &amp;c")
    assert read(export)[1].title == "A\xa0blog é &nonsense; &c"


def test_an_export_compressed_with_gzip_is_read(read):
    assert read(gzip.compress(EXPORT.encode()), "export.xml.gz") == read(EXPORT)


@pytest.mark.parametrize("before", ["\ufeff", "\n\r\n  ", "<br />\n<b>Warning</b>: a.php on 3\n"])
def test_text_before_the_xml_of_an_export_is_skipped(read, tmp_path, before):
    assert len(read(before + EXPORT)) == 5


def test_text_before_the_xml_is_stored_for_the_report(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text("\n<b>Warning</b>\n" + EXPORT)
    export = ExportFile(path)
    *_, item = reader.records(export)
    assert export.preamble.strip() == "<b>Warning</b>"
    assert item.line == path.read_text()[: path.read_text().index("<item>")].count("\n") + 1


def test_text_after_the_end_of_an_export_is_skipped(read):
    assert len(read(EXPORT + "\n<b>Notice</b>: late & loud")) == 5


def test_forbidden_control_characters_are_dropped_and_counted(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(an_export(a_post(a_comment(1, "one\x0b two\x00\x1f \uffff three\ttab"))))
    export = ExportFile(path)
    comment = next(r for r in reader.records(export) if isinstance(r, CommentRecord))
    assert (comment.body, export.controls_dropped) == ("one two  three\ttab", 4)


@pytest.mark.parametrize(
    ("raw", "text", "windows_1252_count", "replaced_count"),
    [
        (b"\x93caf\xe9\x94", "“café”", 3, 0),
        ("é \ufffd".encode(), "é \ufffd", 0, 0),
        ("日本".encode()[:-1], "日\ufffd", 0, 1),
        ("a 😀".encode()[:-1], "a \ufffd", 0, 1),
        (b"a \xed\xa0\xbd\xed\xb8\x80", "a \ufffd", 0, 1),
        (b"a\x81b", "a\ufffdb", 0, 1),
    ],
)
def test_stray_bytes_are_read_as_windows_1252_or_replaced(
    tmp_path, raw, text, windows_1252_count, replaced_count
):
    path = tmp_path / "export.xml"
    path.write_bytes(an_export(a_post(a_comment(1, "RAW"))).encode().replace(b"RAW", raw))
    export = ExportFile(path)
    comment = next(r for r in reader.records(export) if isinstance(r, CommentRecord))
    assert comment.body == text
    assert (export.decoding.windows_1252_count, export.decoding.replaced_count) == (
        windows_1252_count,
        replaced_count,
    )


@pytest.mark.parametrize(
    ("title", "read_as"),
    [
        ("Salt & pepper &co; ?a=1&b=2", "Salt & pepper &co; ?a=1&b=2"),
        ("&lt;b&gt; &amp;amp; &#8217; &#x2019;", "<b> &amp; ’ ’"),
        ("a&#8;b &#xD83D;&#xDE00; &#0; &#9999999;", "a&#8;b &#xD83D;&#xDE00; &#0; &#9999999;"),
    ],
)
def test_an_ampersand_without_an_entity_is_read_as_one(read, title, read_as):
    export = EXPORT.replace("<title>A blog", f"<title>{title}")
    assert read(export)[1].title == read_as


def test_a_cdata_end_inside_a_script_does_not_end_the_text(read):
    script = "<script>//<![CDATA[\na && b;\n//]]>\n</script>"
    body = f"one<br>{script} two {script} &amp; ]]]>"
    export = EXPORT.replace("<p>It came early this year.</p>", body)
    *_, post = read(export)
    assert post.body == body


def test_xml_repair_does_not_depend_on_the_chunks():
    broken = (
        EXPORT.replace("A blog", "A & b &#8; &amp;") + "<![CDATA[ & ]]> & ]]></dc:x>"
    ).encode()
    whole = mended(broken, len(broken))
    assert whole.count(b"&amp;") == 3
    assert all(mended(broken, size) == whole for size in range(1, 150))


def test_xml_without_faults_is_not_changed_by_the_repair():
    assert mended(EXPORT.encode(), 64) == EXPORT.encode()


def mended(text, size):
    repair = XmlRepair()
    chunks = [repair.repair(text[at : at + size]) for at in range(0, len(text), size)]
    return b"".join([*chunks, repair.repair(b"", is_last=True)])


@pytest.mark.parametrize(
    "encoding", ["ISO-8859-1", "windows-1252", "Shift_JIS", "UTF-16", "GB18030"]
)
def test_the_declared_encoding_of_a_file_is_used(read, encoding):
    word = {"Shift_JIS": "日本", "GB18030": "中文"}.get(encoding, "café")
    export = an_export(a_post(a_comment(1, word))).replace('"UTF-8"', f'"{encoding}"')
    assert read(export.encode(encoding))[1].body == word


def test_line_ends_are_normalized_as_xml_says(read):
    crlf = an_export(a_post(a_comment(1, "one\ntwo"))).replace("\n", "\r\n")
    assert read(crlf)[1].body == "one\ntwo"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "the file is empty"),
        ("   \n", "the file is empty"),
        ('{"version": 1}', "this looks like JSON"),
        ("<!DOCTYPE html><html><p>Sign in", "this is an HTML page"),
        ('<html lang="en"><p>Sign in', "this is an HTML page"),
        ('<?xml version="1.0"?><!DOCTYPE html><html></html>', "this is an HTML page"),
        ('<?xml version="1.0"?><html></html>', "this is an HTML page"),
        ("<feed></feed>", "this is an Atom feed"),
        ('<?xml version="1.0"?><feed></feed>', "this is an Atom feed"),
        ('<?xml version="1.0"?><disqus></disqus>', "this is a Disqus export"),
        ("<disqus></disqus>", "this is a Disqus export"),
        ("<rss><channel><title>News</title></channel></rss>", "an RSS feed"),
        ("<rss><channel><item><title>News</title></item>", "an RSS feed"),
        ("PK\x03\x04 and so on", "a zip archive"),
        ("Dear editor,\n", "this does not begin like XML"),
        (b"\x89PNG\r\n\x1a\n\0\0", "this does not begin like XML"),
        ('<?xml version="1.0" encoding="klingon"?><rss></rss>', "klingon"),
        ('<?xml version="1.0" encoding="rot13"?><rss></rss>', "rot13"),
        (EXPORT.replace("</wp:comment>", "</wp:oops>", 1), "line 5, column"),
        (EXPORT[:-8], "the file is cut off"),
        (EXPORT[:900], "the file is cut off inside <"),
        (EXPORT.replace("<title>A blog", "<title>A < blog"), "line 3, column"),
        (gzip.compress(EXPORT.encode(), mtime=0)[:-20], "the gzip file is cut off"),
        (gzip.compress(EXPORT.encode(), mtime=0)[:40] + b"junk" * 20, "the gzip file is broken"),
        (f"<rss{NAMESPACES}><channel>" + "<a>" * 200, "nested"),
    ],
)
def test_an_incomplete_export_is_refused_with_the_reason(refusal, content, why):
    assert why in refusal(content)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path, tmp_path / "missing.xml"):
        with pytest.raises(ImportRefused, match="no such file"):
            list(reader.records(ExportFile(path)))


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss SYSTEM "http://other.example/rss.dtd">',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://other.example/x"> %p;]>',
    ],
)
def test_entity_expansion_attacks_are_refused(refusal, declaration):
    hostile = EXPORT.replace("<rss", declaration + "<rss", 1).replace("A blog", "&a;&b;")
    assert refusal(hostile).startswith("line 2, column") and "document type" in refusal(hostile)


@pytest.mark.slow
@pytest.mark.parametrize(
    "opening", ["<title>", "<!--", '<item x="', "<title><![CDATA[", "<?php ", "<item "]
)
def test_a_gzip_bomb_is_refused_before_it_fills_the_memory(tmp_path, opening):
    path = tmp_path / "bomb.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.write(f"<rss{NAMESPACES}><channel>{opening}".encode())
        for _ in range(300):
            file.write(b" " * 1_000_000)
    tracemalloc.start()
    with pytest.raises(ImportRefused, match="longer than"):
        list(reader.records(ExportFile(path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100_000_000


@pytest.mark.slow
def test_memory_does_not_grow_with_the_comments_of_a_post(tmp_path):
    path = tmp_path / "large.xml"
    before, after = an_export(a_post("COMMENTS")).split("COMMENTS")
    with path.open("w") as file:
        file.write(before)
        for number in range(1, 2_001):
            file.write(a_comment(number, "A comment of some length. " * 10))
        file.write(after)
    tracemalloc.start()
    count = sum(isinstance(record, CommentRecord) for record in reader.records(ExportFile(path)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (count, path.stat().st_size > 1_500_000) == (2_000, True)
    assert peak < 1_200_000


@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_a_damaged_export_never_crashes_the_reader(tmp_path_factory, data):
    raw = bytearray(EXPORT.encode() if data.draw(st.booleans()) else gzip.compress(EXPORT.encode()))
    for _ in range(data.draw(st.integers(0, 5))):
        at = data.draw(st.integers(0, len(raw) - 1))
        end = at + data.draw(st.integers(0, 3))
        raw[at:end] = data.draw(st.binary(max_size=4))
    end = data.draw(st.integers(0, len(raw)) | st.just(len(raw)))
    path = tmp_path_factory.getbasetemp() / "damaged.xml"
    path.write_bytes(raw[:end])
    try:
        for _ in reader.posts(ExportFile(path)):
            pass
    except ImportRefused as refused:
        assert "\n" not in str(refused)
