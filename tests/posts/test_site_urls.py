"""URLs of other sites: one page has one key, and what is no page is refused with a sentence."""

import pytest

from posts.foreign_urls import TRACKING, URLRefused, read_url, url_or_none

SAME = [
    "https://www.harbour.example/2014/note/",
    "http://harbour.example/2014/note",
    "HTTPS://Harbour.Example:443/2014/note/#comment-7",
    "http://harbour.example:80/2014/note/index.html",
    "https://harbour.example./2014//note/./",
    "https://harbour.example/2014/other/../note/?utm_source=letter&fbclid=1&ref=x",
    "https://harbour.example/2014/n%6Fte",
    " https://harbour.example/2014/note/INDEX.HTM ",
]


@pytest.mark.parametrize("url", SAME)
def test_the_urls_of_one_page_have_the_same_key(url):
    assert read_url(url).key == "harbour.example/2014/note"


OTHERS = [
    "https://harbour.example/2014/Note",
    "https://harbour.example/2014/note.html",
    "https://harbour.example/2014%2Fnote",
    "https://harbour.example/2014/note?id=5",
    "https://harbour.example/2014/note?reference=5",
    "https://harbour.example/2014/note#!/5",
    "https://harbour.example:8443/2014/note",
    "https://blog.harbour.example/2014/note",
    "https://harbour.example/",
    "https://www.example/2014/note",
]


def test_the_urls_of_other_pages_have_other_keys():
    keys = {read_url(url).key for url in [*OTHERS, SAME[0]]}
    assert len(keys) == len(OTHERS) + 1


def test_a_cleaned_url_leads_to_the_page_and_is_read_as_the_same_page():
    url = "https://www.bücher.example/Ä/a b.html".replace(" ", "%20")
    page = read_url(f"{url}?q=ä&gclid=1#x")
    assert page.url == "https://www.xn--bcher-kva.example/%C3%84/a%20b.html?q=%C3%A4"
    assert read_url(page.url) == page
    assert read_url(f"https://{page.key}").key == page.key
    decomposed = read_url("https://bücher.example/A%CC%88/a%20b.html?q=ä")
    assert decomposed.key == page.key


def test_bytes_of_an_older_encoding_stay_as_they_are():
    page = read_url("https://harbour.example/caf%E9?q=%E9")
    assert page.key == "harbour.example/caf%E9?q=%E9"
    assert page.key != read_url("https://harbour.example/caf%E8?q=%E9").key


def test_names_that_look_alike_are_hosts_of_their_own():
    assert read_url("https://hаrbour.example/").host == "xn--hrbour-3nf.example"  # Cyrillic a


REFUSED = [
    "",
    "x",
    "/2014/note",
    "//harbour.example/",
    "ftp://harbour.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "https://",
    "https:///x",
    "https://[",
    "https://[::1",
    "https://[fe80::1%25eth0]/",
    "https://harbour.example:99999/",
    "https://harbour.example:x/",
    "https://user@harbour.example/",
    "https://user:password@harbour.example/",
    "https://harbour.example\\@evil.example/",
    "https://harbour.example/a b",
    "https://harbour.example/%zz",
    "https://harbour.example/%",
    "https://harbour.example/%00",
    "https://harbour.example/\x00",
    "https://harbour.example/\ud800",
    "https://harb%6Fur.example/",
    "https://harbour..example/",
    "https://" + "a" * 64 + ".example/",
    "https://xn--ls8h\u200d.example/",
    "https://harbour.example/" + "ä" * 1_000,
    "https://harbour.example/" + "x" * 8_000,
    "https://harbour.example/?" + "&".join("a" * 101),
]


@pytest.mark.parametrize("url", REFUSED, ids=range(len(REFUSED)))
def test_what_is_no_url_of_a_page_is_refused_with_a_sentence(url):
    with pytest.raises(URLRefused, match=r"[a-z ]{15,}.*\."):
        read_url(url)
    assert url_or_none(url) is None


def test_tracking_parameters_are_known_by_their_whole_names():
    query = "&".join(f"{name}s=1" for name in sorted(TRACKING))
    assert read_url(f"https://harbour.example/a?{query}").name == f"/a?{query}"
