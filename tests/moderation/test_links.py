"""The text of a link names the host it leads to, or the host is shown beside it."""

import pytest

from tests.moderation.previews import Preview

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

APPLE = "аррӏе.example"  # Cyrillic, all of it
APPLE_PUNYCODE = "xn--80ak6aa92e.example"


@pytest.fixture
def preview(client):
    return lambda body: Preview(client, body)


@pytest.mark.parametrize(
    "url",
    [
        "http://bank.example@evil.example/",
        "http://bank.example:80@evil.example/",
        "https://bank.example%2F@evil.example/a",
        "mailto:me@a.example?subject=x",
        "mailto:me@a.example?bcc=you@b.example",
        "mailto:me@a.example,you@b.example",
        "mailto:me@a.example%3Fcc=you@b.example",
        "mailto:me@a.example&cc=b",
    ],
)
@pytest.mark.parametrize("form", ["<{}>", "[words]({})", "<a href='{}'>words</a>", "see {} there"])
def test_no_link_carries_a_name_or_more_than_one_e_mail(preview, form, url):
    assert preview(form.format(url)).links == []


def test_a_link_to_an_e_mail_is_allowed(preview):
    links = [("mailto:me.too+news@a.example", "write")]
    assert preview("[write](mailto:me.too+news@a.example)").links == links
    assert preview("<a href='mailto:me.too+news@a.example'>write</a>").links == links


@pytest.mark.parametrize("form", ["<http://{}/a>", "http://{}/a"])
@pytest.mark.parametrize(
    ("typed", "host"),
    [
        (APPLE_PUNYCODE, APPLE_PUNYCODE),
        ("сахар.example", "xn--80aa2cbv.example"),
        ("bаnk.example", "xn--bnk-6cd.example"),  # one Cyrillic letter
        ("раура1.example", "xn--1-7sba6dbr.example"),
        ("bankノlogin.example", "xn--banklogin-j74h.example"),
        ("bücher-übersicht.example",) * 2,
        ("ΑΒΓ-δοκιμή.example",) * 2,
        ("пример.example",) * 2,
        ("сор.рф",) * 2,
        ("日本語テスト.example",) * 2,
        ("한국어漢字.example",) * 2,
        ("مثال.example",) * 2,
    ],
)
def test_a_host_that_could_be_taken_for_another_is_shown_in_punycode(preview, form, typed, host):
    ((_, words),) = preview(form.format(typed)).links
    assert words == f"http://{host}/a"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[http://bank.example](http://evil.example)", "http://bank.example (evil.example)"),
        ("[bank.example](http://evil.example/bank.example)", "bank.example (evil.example)"),
        ("[at BANK.example/a now](https://evil.example)", "at BANK.example/a now (evil.example)"),
        (
            "<a href='http://evil.example'>ba<b>nk.exa</b>mple</a>",
            "bank.example (evil.example)",
        ),
        ("[bank。example](http://evil.example)", "bank。example (evil.example)"),
        ("[ｂａｎｋ．example](http://evil.example)", "ｂａｎｋ．example (evil.example)"),
        ("[http://bank](http://evil.example)", "http://bank (evil.example)"),
        (
            "[Login:http://bank.example](http://evil.example)",
            "Login:http://bank.example (evil.example)",
        ),
        ("[at/bank.example](http://evil.example)", "at/bank.example (evil.example)"),
        ("[..bank.example](http://evil.example)", "..bank.example (evil.example)"),
        ("bank.[example](http://evil.example)", "example (evil.example)"),
        ("**bank**.[example](http://evil.example)", "example (evil.example)"),
        ("[bank](http://evil.example).example", "bank (evil.example)"),
        ("[https](http://evil.example)://bank.example", "https (evil.example)"),
        ("bank.example/[sign-in](http://evil.example)", "sign-in (evil.example)"),
        ("[192.0.2.1](http://evil.example)", "192.0.2.1 (evil.example)"),
        (
            "[http://bank.example@evil.example](http://evil.example)",
            "http://bank.example@evil.example (evil.example)",
        ),
        ("[http://node.js](http://evil.example)", "http://node.js (evil.example)"),
        ("[bank.example.js](http://evil.example)", "bank.example.js (evil.example)"),
        ("bank.example.[node.js](http://evil.example)", "node.js (evil.example)"),
        ("[node.js](http://evil.example).bank.example", "node.js (evil.example)"),
        ("[me@node.js](http://evil.example)", "me@node.js (evil.example)"),
        (
            "[Node.js or bank.example](http://evil.example)",
            "Node.js or bank.example (evil.example)",
        ),
        ("[me@bank.example](mailto:me@evil.example)", "me@bank.example (me@evil.example)"),
        ("[me@bank.example](mailto:you@bank.example)", "me@bank.example (you@bank.example)"),
        ("[bank.example](mailto:me@evil.example)", "bank.example (me@evil.example)"),
        ("[me@bank.example](http://evil.example)", "me@bank.example (evil.example)"),
        (f"[bank.example](http://{APPLE})", f"bank.example ({APPLE_PUNYCODE})"),
        (f"[apple.example](http://{APPLE})", f"apple.example ({APPLE_PUNYCODE})"),
        (
            "<a href='http://evil.example'>http://a.example</a> and [b](http://b.example)",
            "http://a.example (evil.example)",
        ),
    ],
)
def test_a_link_whose_words_name_another_host_shows_its_own(preview, body, words):
    assert preview(body).links[0][1] == words


def test_a_host_in_lookalike_letters_is_always_shown_in_punycode(preview):
    assert preview(f"<http://{APPLE}>").links[0][1] == f"http://{APPLE_PUNYCODE}"
    assert preview(f"[{APPLE}](http://{APPLE})").links[0][1] == APPLE_PUNYCODE
    divided = preview(f"[ар<b>рӏе.example</b>](http://{APPLE})")
    assert divided.links[0][1].endswith(f" ({APPLE_PUNYCODE})")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("[our page](http://a.example)", "our page"),
        ("[a.example](http://a.example/b)", "a.example"),
        ("[www.a.example](http://a.example/b)", "www.a.example"),
        ("[A.example/b.html?c=d.com](http://www.a.example/b)", "A.example/b.html?c=d.com"),
        ("[http://a.example](https://a.example)", "http://a.example"),
        ("a.example/[page](http://a.example/page)", "page"),
        ("b.example [our page](http://a.example), c.example", "our page"),
        ("(see [here](http://a.example).)", "here"),
        ("看http://a.example很好", "http://a.example"),
        ("[a.example](http://a.example)很好", "a.example"),
        ("[see:a.example/b.html](https://a.example)", "see:a.example/b.html"),
        (
            "http://a.example/b.com/c@d.example?e=f.org",
            "http://a.example/b.com/c@d.example?e=f.org",
        ),
        ("[bücher.example](http://xn--bcher-kva.example)", "bücher.example"),
        ("[me.too@a.example](mailto:me.too@a.example)", "me.too@a.example"),
        ("[1.5 km, e.g. here](http://a.example)", "1.5 km, e.g. here"),
        ("<me@a.example>", "me@a.example"),
        ("[Node.js](https://nodejs.org)", "Node.js"),
        ("I use [Vue.js](https://vuejs.org).", "Vue.js"),
        ("[see notes.txt](http://a.example)", "see notes.txt"),
        ("[Vue组件 и сахар](http://a.example)", "Vue组件 и сахар"),
    ],
)
def test_a_link_text_without_another_host_stays_as_typed(preview, body, words):
    labels = [label for _, label in preview(body).links]
    assert labels == [words]
