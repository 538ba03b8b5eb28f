"""Every word that is typed is shown, or the author reads that it was removed."""

import random

import pytest

from tests.cast import a_post
from tests.moderation.previews import Preview

# They are about text; the database holds the comments that it is typed in.
pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def preview(client):
    return lambda body: Preview(client, body)


@pytest.mark.parametrize(
    "body",
    [
        "Thanks!\n\n~~~ Ana, Springfield ~~~",
        "Thanks!\n~~~~~~ Ana, Springfield",
        "~~~ Ana\n\nI agree with Tom.",
        "```hello world",
        "```hello\nworld",
        "> ```hello world",
        "- one\n\n  ~~~ Ana, Springfield ~~~",
        "[Tom](https://example.org/a) and [](https://example.org/b)",
        '[Tom](https://example.org/a "of Springfield")',
    ],
)
def test_no_word_beside_a_fence_or_in_a_link_is_removed(preview, body):
    result = preview(body)
    letters = [word for word in body.replace("```", " ").split() if word.isalpha()]
    assert result.status == 200
    assert [word for word in letters if word not in result.words] == []


@pytest.mark.parametrize("line", ["~~~ Ana", "~~~ Ana, Springfield ~~~", "``` python"])
def test_words_beside_a_fence_without_code_are_a_line_of_text(preview, line):
    assert preview(f"Thanks!\n\n{line}").html == f"<p>Thanks!</p>\n<p>{line}</p>"
    assert preview("~~~ Ana\n\nI agree.").html == "<p>~~~ Ana</p>\n<p>I agree.</p>"


def test_a_link_title_or_url_is_shown_where_it_would_be_lost(preview):
    assert (
        preview("[](https://example.org/b)").words.replace(" ", "") == "[](https://example.org/b)"
    )
    assert preview('[a](https://example.org/b "of Ghent")').words == "a (of Ghent)"


MARKS = [
    *[
        "*",
        "**",
        "_",
        "`",
        "```\n",
        "~~~ ",
        "``` python\n",
        "[",
        "](",
        "[a](http://a.example)",
        "&",
    ],
    *['](http://a.example "', '")', "<b>", "</b>", "<p>", "<ul><li>", "<pre>", "</pre>", "<code>"],
    *["<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<h1>", "<o:p>", "<", "&lt;"],
    *[
        "> ",
        "- ",
        "2. ",
        "7) ",
        "\n",
        "\n\n",
        "    ",
        "\\",
        "#",
        "|",
        "http://",
        "@",
        "(",
        ")",
        "“",
    ],
]


@pytest.mark.slow
def test_every_word_among_any_marks_is_shown_or_called_removed(client):
    chance, post, lost = random.Random(2026), a_post(), []
    for number in range(80):
        words = [f"word{number}x{place}y" for place in range(6)]
        body = "".join(
            "".join(chance.choices(MARKS, k=2)) + chance.choice(["", " "]) + word for word in words
        )
        result = Preview(client, body, post, ip=f"198.51.{number}.1")
        lost += [(word, body) for word in words if word not in result.section]
    assert lost == []


def test_nested_html_comments_are_reported_as_removed_whole(preview):
    assert "“first &lt;!-- second”" in preview("a <!-- first <!-- second --> b").section


@pytest.mark.parametrize("marks", ["```", "~~~"])
def test_the_first_line_of_code_may_stand_beside_the_fence(preview, marks):
    result = preview(f"{marks} print('a')\nprint('b')\n{marks}\nafter")
    assert result.html.startswith("<pre><code>print('a')\nprint('b')\n</code></pre>")
    assert result.html.endswith("<p>after</p>")


@pytest.mark.parametrize("language", ["python", "C++", "c#", "js", "Objective-C", "text"])
def test_only_the_name_of_a_language_beside_a_fence_is_hidden(preview, language):
    assert preview(f"```{language}\na\n```").html == "<pre><code>a\n</code></pre>"
    assert preview(f"``` {language} \na").html == "<pre><code>a</code></pre>"


def test_a_fence_of_code_closes_within_its_quote_or_list_item(preview):
    assert preview("- ```print(1)\n  a\n  ```\n- b").html.startswith(
        "<ul>\n<li>\n<pre><code>print(1)\na\n</code></pre>\n</li>"
    )
    assert preview("- ```\n  a\n\nb\n  ```").html.endswith("</li>\n</ul>\n<p>b</p>")
    assert preview("> ```\n> a\n\nb\n\n```\nc").html == (
        "<blockquote>\n<pre><code>a\n</code></pre>\n</blockquote>\n<p>b</p>\n<pre><code>c</code></pre>"
    )


@pytest.mark.parametrize(
    ("body", "items"),
    [
        (
            "2. I agree.\n5. I do not.\n3. Maybe.",
            '<ol start="2"><li>I agree.</li><li value="5">I do not.</li><li value="3">Maybe.</li>'
            "</ol>",
        ),
        ("1. a\n2. b\n3. c", "<ol><li>a</li><li>b</li><li>c</li></ol>"),
        ("1. a\n1. b\n1. c", "<ol><li>a</li><li>b</li><li>c</li></ol>"),
        ("1. a\n1. b\n2. c", '<ol><li>a</li><li value="1">b</li><li>c</li></ol>'),
        (
            "1. a\n   1. x\n   6. y\n2. b",
            '<ol><li>a<ol><li>x</li><li value="6">y</li></ol></li><li>b</li></ol>',
        ),
        ("7) a\n9) b", '<ol start="7"><li>a</li><li value="9">b</li></ol>'),
        ('<ol><li value="5">a</li></ol>', '<ol><li value="5">a</li></ol>'),
        ('<ol><li value="x">a</li></ol>', "<ol><li>a</li></ol>"),
    ],
)
def test_list_items_keep_the_numbers_that_were_typed(preview, body, items):
    assert preview(body).html.replace("\n", "") == items


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            "1. boil\n2. pour\nWorks for me.",
            "<ol><li>boil</li><li>pour</li></ol><p>Works for me.</p>",
        ),
        ("- a\nb", "<ul><li>a</li></ul><p>b</p>"),
        ("- a\nb\nc\n\nd", "<ul><li>a</li></ul><p>b<br>c</p><p>d</p>"),
        ("- a\n  b", "<ul><li>a<br>b</li></ul>"),
        ("- a\nb\n- c", "<ul><li>a<br>b</li><li>c</li></ul>"),
        ("- a\n  - b\nc", "<ul><li>a<ul><li>b</li></ul></li></ul><p>c</p>"),
        ("- a\n  - b\n  c", "<ul><li>a<ul><li>b</li></ul>c</li></ul>"),
        ("- a\n\n- b\nc", "<ul><li><p>a</p></li><li><p>b</p></li></ul><p>c</p>"),
        ("> - a\n> b\n\nc", "<blockquote><ul><li>a</li></ul><p>b</p></blockquote><p>c</p>"),
        ("- a\n1. b\nc", "<ul><li>a</li></ul><ol><li>b</li></ol><p>c</p>"),
        ("- a\nb\n1. c", "<ul><li>a</li></ul><p>b</p><ol><li>c</li></ol>"),
    ],
)
def test_a_line_below_a_list_is_a_separate_paragraph(preview, body, html):
    assert preview(body).html.replace("\n", "") == html


@pytest.mark.parametrize(
    ("body", "html"),
    [
        (
            "**“引号”**文字 他说**你好。**然后走了",
            "<strong>“引号”</strong>文字 他说<strong>你好。</strong>然后走了",
        ),
        ("これは**「重要」**です", "これは<strong>「重要」</strong>です"),
        ("**注意！**必ず*読んで*ください", "<strong>注意！</strong>必ず<em>読んで</em>ください"),
        ("패키지는 **(필수)**입니다", "패키지는 <strong>(필수)</strong>입니다"),
        ("他说**yes!**然后", "他说<strong>yes!</strong>然后"),
        ("f**k you, b**ch", "f**k you, b**ch"),
        ("sm*rt* and *sm*rt",) * 2,
        ('say **"no"**then', 'say **"no"**then'),
        ("**a** (**b**)", "<strong>a</strong> (<strong>b</strong>)"),
    ],
)
def test_stars_beside_unspaced_scripts_mark_the_words_between_them(preview, body, html):
    assert preview(body).html == f"<p>{html}</p>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("f(const T &param; int &region;)", "f(const T &param; int &region;)"),
        ("&notit; &copyright; &ltd; &para; &reg;", "&notit; &copyright; &ltd; ¶ ®"),
        ("a &amp; b &#8217; &eacute; &#x2014;", "a & b ’ é —"),
        ("<b>f(T &param;)</b>", "f(T &param;)"),
        ("<code>f(T &param;)</code>", "f(T &param;)"),
    ],
)
def test_only_whole_names_of_characters_are_resolved(preview, body, words):
    assert preview(body).words == words


@pytest.mark.parametrize(
    ("body", "link"),
    [
        ("请看https://example.org/a，谢谢", "https://example.org/a"),
        ("看（https://example.org/b）好。", "https://example.org/b"),
        ("「https://example.org/c」", "https://example.org/c"),
        ("看https://example.org。很好", "https://example.org"),
        ("看https://example.org．很好", "https://example.org"),
        ("看https://example.org很好", "https://example.org"),
        ("看https://example.org:8000很好", "https://example.org:8000"),
        ("看https://example.org、https://example.org", "https://example.org"),
        ("„https://example.org/b“", "https://example.org/b"),
        ("‹https://example.org/d›", "https://example.org/d"),
        ("«https://example.org/d» да", "https://example.org/d"),
        ("【https://example.org/c】", "https://example.org/c"),
        ("https://example.org/a؟", "https://example.org/a"),
        ("https://example.org/a، نعم", "https://example.org/a"),
        ("https://example.org/a। हाँ", "https://example.org/a"),
        ("https://example.org/a.", "https://example.org/a"),
        ("https://example.org/a—yes", "https://example.org/a"),
        ("https://example.org/a…", "https://example.org/a"),
        ("“https://example.org/a”—yes", "https://example.org/a"),
        ("https://example.org/a’s", "https://example.org/a’s"),
        ("https://ru.wikipedia.org/wiki/Сорока_(птица)",) * 2,
        ("https://en.wikipedia.org/wiki/Blur_(band)",) * 2,
        ("https://zh.wikipedia.org/wiki/中国",) * 2,
        ("https://fa.wikipedia.org/wiki/می‌خواهم",) * 2,
        ("https://hi.wikipedia.org/wiki/हिन्दी",) * 2,
        ("https://ca.wikipedia.org/wiki/Col·legi",) * 2,
        ("https://en.wikipedia.org/wiki/Michelson–Morley_experiment",) * 2,
        ("https://bücher-übersicht.example/ü",) * 2,
        ("https://例子.测试/a",) * 2,
        (
            "(https://en.wikipedia.org/wiki/Blur_(band))",
            "https://en.wikipedia.org/wiki/Blur_(band)",
        ),
    ],
)
def test_a_bare_url_ends_where_the_sentence_goes_on(preview, body, link):
    result = preview(body)
    assert set(result.links) == {(link, link)}
    assert result.words.replace(" ", "") == body.replace(" ", "")
