"""Bodies of WordPress posts, as HTML that says the same anywhere."""

import html
import re
import time

import pytest

from blogsite.transfer.wordpress.markup import html_of
from moderation.text.sanitizing import post_html
from posts.plain_text import plain_text

BASE = "http://old.example/2010/07/29/the-first-frost/"


def converted(body):
    return html_of(body, BASE)[0]


def changes(body):
    return {what: number for what, number in html_of(body, BASE)[1].items() if number}


@pytest.mark.parametrize(
    ("classic", "html"),
    [
        ("One", "<p>One</p>"),
        ("One\n\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("One\r\n \t\r\n\r\nTwo", "<p>One</p>\n<p>Two</p>"),
        ("One\ntwo", "<p>One<br>\ntwo</p>"),
        ("One<br />\ntwo<br>\nthree", "<p>One<br>\ntwo<br>\nthree</p>"),
        ("A <b>bold</b>\n\nword", "<p>A <b>bold</b></p>\n<p>word</p>"),
        ('<a\nhref="http://a.example">A</a>', '<p><a href="http://a.example">A</a></p>'),
        ("<p>One\ntwo</p>", "<p>One\ntwo</p>"),
        ("<p>One<p>Two\n\nThree", "<p>One<p>Two\n\nThree"),
        ("<ul>\n<li>One\n\ntwo</li>\n</ul>", "<ul>\n<li>One\n\ntwo</li>\n</ul>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("One\n<h2>Two</h2>\nThree", "<p>One</p>\n<h2>Two</h2><p>Three</p>"),
        ("<div>One\ntwo</div>", "<div>One<br>\ntwo</div>"),
        (
            "<blockquote>One\n\nTwo</blockquote>",
            "<blockquote><p>One</p>\n<p>Two</p>\n</blockquote>",
        ),
        ("One\n<hr />\nTwo", "<p>One</p>\n<hr /><p>Two</p>"),
        ("", ""),
    ],
)
def test_classic_bodies_get_their_paragraphs_outside_of_blocks(classic, html):
    assert converted(classic).replace("</h2>\n", "</h2>") == html


def test_block_comments_are_removed_and_their_content_stays():
    body = (
        '<!-- wp:paragraph {"align":"\\u003e--"} -->\n<p>One\ntwo</p>\n<!-- /wp:paragraph -->\n\n'
        "<!-- wp:separator /-->\n<!--more-->\n"
        "<!-- wp:list -->\n<ul><li>a</li></ul>\n<!-- /wp:list -->"
    )
    assert converted(body).split("\n") == ["<p>One", "two</p>", "<ul><li>a</li></ul>"]


def test_a_post_of_several_pages_becomes_one_body():
    assert converted("One<!--nextpage-->two") == "<p>One</p>\n<p>two</p>"


def test_an_html_comment_without_end_hides_nothing():
    assert "all the rest" in post_html(converted("One <!-- all the rest"))


@pytest.mark.parametrize(
    ("image", "html"),
    [
        (
            '<img src="http://cdn.example/a.jpg" alt="A cat" />',
            '<a href="http://cdn.example/a.jpg">Image: A cat</a>',
        ),
        ("<IMG SRC=/files/a.jpg>", '<a href="http://old.example/files/a.jpg">Image: a.jpg</a>'),
        ("<img src='//cdn.example/a.jpg'>", '<a href="http://cdn.example/a.jpg">Image: a.jpg</a>'),
        (
            '<a href="http://a.example/"><img src="http://b.example/b.png" alt="B &amp; c"></a>',
            '<a href="http://a.example/">Image: B &amp; c</a>',
        ),
        ('<img src="data:image/png;base64,AAAA" alt="A dot">', "Image: A dot"),
        ('<img src="javascript:alert(1)">', "Image: without description"),
        ('<img src="http://[bad">', "Image: without description"),
        ('<img class="wp-smiley" src="http://s.example/s.gif" alt=":)">', ":)"),
        (
            '<img src="http://cdn.example/a.jpg?x=&quot;&gt;&lt;b&gt;">',
            '<a href="http://cdn.example/a.jpg?x=&quot;&gt;&lt;b&gt;">Image: a.jpg</a>',
        ),
    ],
)
def test_images_become_links_with_their_alternative_text(image, html):
    assert converted(image) == f"<p>{html}</p>"


def test_a_caption_stays_with_its_image():
    shortcode = (
        '[caption id="a" width="300"]<a href="http://old.example/a">'
        '<img src="/a.jpg" alt="A cat"></a> The <em>cat</em>[/caption]'
    )
    figure = (
        '<figure class="wp-block-image"><img src="/a.jpg" alt="A cat"/>'
        "<figcaption>The <em>cat</em></figcaption></figure>"
    )
    for body in (shortcode, figure):
        html = converted(body)
        assert "Image: A cat</a><figcaption>The <em>cat</em></figcaption></figure>" in html
        assert "<p>" not in html
        assert changes(body) == {"images turned into links": 1}


def test_a_caption_in_the_old_attribute_is_imported():
    body = '[caption align="left" caption="The cat"]<img src="/a.jpg">[/caption]'
    assert "<figcaption>The cat</figcaption>" in converted(body)


@pytest.mark.parametrize(
    "body",
    [
        '<iframe width="5" src="//video.example/v/1" allowfullscreen></iframe>',
        '<embed src="http://video.example/v/1">',
        '<object><param name="movie" value="x"><embed src="http://video.example/v/1"></object>',
        '<object data="http://video.example/v/1"><embed src="http://video.example/v/1"></object>',
        '<video controls><source src="http://video.example/v/1"></video>',
        '[video src="http://video.example/v/1"]',
        "[youtube=http://video.example/v/1]",
        "[youtube http://video.example/v/1]",
    ],
)
def test_embedded_media_become_one_link(body):
    assert post_html(converted(body)).count('<a href="http://video.example/v/1"') == 1
    assert changes(body) == {"embedded media turned into links": 1}


YOUTUBE, VIMEO = "https://www.youtube.com/watch?v=Abc_12-xyZ9", "https://vimeo.com/1234567"
SOUND = "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/77"


@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("[youtube Abc_12-xyZ9]", YOUTUBE),
        ("[youtube=Abc_12-xyZ9]", YOUTUBE),
        ("[youtube]Abc_12-xyZ9[/youtube]", YOUTUBE),
        ('[youtube id="Abc_12-xyZ9" w=400]', YOUTUBE),
        ("[youtube=https://www.youtube.com/watch?v=Abc_12-xyZ9]", YOUTUBE),
        ("[embed width=9]https://www.youtube.com/watch?v=Abc_12-xyZ9[/embed]", YOUTUBE),
        ("[su_youtube url=“https://www.youtube.com/watch?v=Abc_12-xyZ9”]", YOUTUBE),
        ("https://www.youtube.com/watch?v=Abc_12-xyZ9", YOUTUBE),
        ('<iframe src="//www.youtube.com/embed/Abc_12-xyZ9?rel=0" width="5"></iframe>', YOUTUBE),
        ('<iframe data-src="https://www.youtube-nocookie.com/embed/Abc_12-xyZ9">', YOUTUBE),
        ('<object><embed src="http://www.youtube.com/v/Abc_12-xyZ9&amp;hl=en"></object>', YOUTUBE),
        ("[vimeo 1234567 w=400&h=300]", VIMEO),
        ("[vimeo http://vimeo.com/1234567]", "http://vimeo.com/1234567"),
        ('<iframe src="https://player.vimeo.com/video/1234567?h=1"></iframe>', VIMEO),
        ('[soundcloud id="77"]', SOUND),
        ('[soundcloud url="https://api.soundcloud.com/tracks/77" width="100%" /]', SOUND),
        ('[audio mp3="http://a.example/b.mp3"][/audio]', "http://a.example/b.mp3"),
        ("[audio http://a.example/b.mp3|titles=x]", "http://a.example/b.mp3"),
        ('[video mp4="http://a.example/b.mp4" poster="http://a.example/c.jpg"][/video]', None),
        ("[gist]1234[/gist]", "https://gist.github.com/1234"),
        ("[tweet 123456]", "https://twitter.com/i/status/123456"),
        ("[bandcamp width=350 album=12345 size=large]", None),
        (
            '<figure class="wp-block-embed is-provider-youtube"><div'
            f' class="wp-block-embed__wrapper">\n{YOUTUBE}\n</div></figure>',
            YOUTUBE,
        ),
    ],
)
def test_a_medium_is_a_link_to_its_page_in_a_figure(body, url):
    html = post_html(converted(f"One\n\n{body}\n\nTwo"))
    figure = re.search(r'<figure class="embed">\s*<a href="([^"]+)">[^<]+</a>\s*</figure>', html)
    assert figure[1] == (url or figure[1])
    assert html.count("<a ") == html.count("<figure") == 1
    assert html.startswith("<p>One</p>")
    assert html.endswith("<p>Two</p>")


def test_the_caption_of_a_video_stays_with_it():
    body = (
        '<figure class="wp-block-video"><video controls src="http://a.example/b.mp4"></video>'
        "<figcaption>The sea</figcaption></figure>"
    )
    figure = post_html(converted(body))
    assert figure.startswith('<figure class="embed"><a href="http://a.example/b.mp4">')
    assert figure.endswith("</a><figcaption>The sea</figcaption></figure>")


def test_notes_in_shortcodes_are_listed_below_the_text():
    html = post_html(converted("A claim.[ref]Its <em>proof</em>.[/ref]\n\nAnother [fn]Two[/fn]"))
    assert html.count('<ol class="footnotes"><li id="text-fn-1">Its <em>proof</em>. <a href=') == 1
    assert 'Another<sup id="text-fnref-2"><a href="#text-fn-2">2</a></sup>' in html


def test_a_whole_url_of_the_post_itself_is_a_link_within_it():
    body = f'A claim <a href="{BASE}#fn1">1</a>\n\n<ol><li id="fn1">Proof</li></ol>'
    assert '<a href="#text-fn1">1</a>' in post_html(converted(body))


@pytest.mark.parametrize("around", ["{}", '<a href="http://a.example">{}</a>'])
def test_words_on_both_sides_of_a_picture_stay_apart(around):
    picture = around.format('<img class="aligncenter" src="/a.jpg" alt="a boat" />')
    html = post_html(converted(f"The boat{picture}came home."))
    assert plain_text(html) == "The boat Image: a boat came home."


@pytest.mark.parametrize(
    "body",
    [
        "See\nhttp://video.example/v/1?a=b&amp;c=d\nand",
        "[embed]http://video.example/v/1?a=b&amp;c=d[/embed]",
        '<figure class="wp-block-embed"><div>\nhttp://video.example/v/1?a=b&amp;c=d\n</div></figure>',
    ],
)
def test_a_url_alone_on_its_line_becomes_a_link(body):
    address = "http://video.example/v/1?a=b&amp;c=d"
    assert f'<a href="{address}">{address}</a>' in converted(body)


def test_a_url_in_a_link_or_in_code_is_not_changed():
    for body in ('<a href="http://a.example">http://a.example</a>', "<pre>http://a.example</pre>"):
        assert body in converted(body)


def test_shortcodes_are_left_out_and_counted():
    assert converted('One [gallery ids="1,2"] two') == "<p>One  two</p>"
    assert changes("[gallery][gallery]") == {"shortcodes left out: [gallery]": 2}


def test_text_that_only_looks_like_a_shortcode_stays():
    assert converted("He said [sic] see [1] and [not this]") == (
        "<p>He said [sic] see [1] and [not this]</p>"
    )
    assert converted("[rant]He did![/rant]") == "<p>[rant]He did![/rant]</p>"
    assert converted('[box a="b"] text') == '<p>[box a="b"] text</p>'
    assert changes('[box a="b"] text') == {"shortcodes left as text: [box]": 1}


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ('[box a="b"]text[/box]', "<p>text</p>"),
        ("[su_note]a[/su_note] b", "<p>a</p>\n<p>b</p>"),
        ("[quote]a[/quote]", "<blockquote>a</blockquote>"),
        ('[btn link="https://a.example/"]Go[/btn]', '<p><a href="https://a.example/">Go</a></p>'),
        ('[toggle title="Why"]So.[/toggle]', "<details><summary>Why</summary>So.</details>"),
        ("[tabs][tab title='A']one[/tab][/tabs]", "<p><strong>A</strong></p>\n<p>one</p>"),
        ("[highlight]this[/highlight] and that", "<p>this and that</p>"),
        ("[col]a[col]b[/col]c[/col]", "<p>a</p>\n<p>b</p>\n<p>c</p>"),
    ],
)
def test_shortcodes_that_stand_around_words_leave_them(body, html):
    assert converted(body) == html


def test_source_code_becomes_a_separate_block():
    body = '[sourcecode language="python"]\nif a < b &lt; c:\n\n    [gallery]\n[/sourcecode]'
    code = "if a &lt; b &lt; c:\n\n    [gallery]"
    assert converted(body) == f'<pre><code class="language-python">{code}</code></pre>'


CODE = 'if (a < b && c > d[i]) { List<string> x = "&nbsp;[gallery] <!-- y --> [youtube z]"; }'
ESCAPED_CODE = html.escape(CODE, quote=False)


@pytest.mark.parametrize(
    ("opening", "closing", "language"),
    [
        *((f"[{name}]", f"[/{name}]", name) for name in ("csharp", "php", "perl", "java", "bash")),
        *((f"[{name}]", f"[/{name}]", name) for name in ("python", "sql", "c", "ruby", "xml")),
        *((f"[{name}]", f"[/{name}]", "") for name in ("code", "source", "cc", "cce", "plain")),
        ("[code language='c++']", "[/code]", "c++"),
        ('[code language="plain"]', "[/code]", ""),
        ('[sourcecode lang="js" gutter="false"]', "[/sourcecode]", "js"),
        ("[sourcecode:css]", "[/sourcecode]", "css"),
        ("[sourcecode language=“html”]", "[/sourcecode]", "html"),
        ("[cc_php]", "[/cc_php]", "php"),
        ('[cce lang="go"]', "[/cce]", "go"),
        ("[ccnl_bash]", "[/ccnl_bash]", "bash"),
        ('[crayon lang="ruby" title="x"]', "[/crayon]", "ruby"),
        ('<pre class="lang:js decode:true" title="x">', "</pre>", "js"),
        ('<pre class="lang:default highlight:0">', "</pre>", ""),
        ('<pre class="EnlighterJSRAW" data-enlighter-language="rust">', "</pre>", "rust"),
        ('<pre class="brush: jscript; title: ; notranslate">', "</pre>", "jscript"),
        ('<pre lang="php" line="1">', "</pre>", "php"),
        ('<pre class="language-css"><code>', "</code></pre>", "css"),
        ('<pre><code class="language-scala">', "</code></pre>", "scala"),
        (
            '<!-- wp:syntaxhighlighter/code {"language":"ruby"} -->\n'
            '<pre class="wp-block-syntaxhighlighter-code">',
            "</pre>\n<!-- /wp:syntaxhighlighter/code -->",
            "ruby",
        ),
    ],
)
@pytest.mark.parametrize("text", [CODE, ESCAPED_CODE], ids=["raw", "escaped"])
def test_code_of_every_plugin_keeps_every_character(opening, closing, language, text):
    html = post_html(converted(f"One.\n\n{opening}\n{text}\n{closing}\n\nTwo."))
    kind = f' class="language-{language}"' if language else ""
    assert html == f"<p>One.</p>\n<pre><code{kind}>{ESCAPED_CODE}</code></pre><p>Two.</p>"


def test_code_within_a_sentence_keeps_every_character():
    html = post_html(converted('x [php]<?php echo "hi"; ?>[/php] y [cci]a<b[/cci] z'))
    code = '<pre><code class="language-php">&lt;?php echo "hi"; ?&gt;</code></pre>'
    assert html == f"<p>x</p>\n{code}<p>y <code>a&lt;b</code> z</p>"


@pytest.mark.parametrize(
    "text",
    [
        *("[2013] was a year", "[sic]", "array[i] = b[j]", "[a] and [b]", "[code] alone"),
        *("[c] or [c]", "[java", "php]", "[ref] alone", "[Ed: no]", "[[twice]]", "f[x](y)"),
    ],
)
def test_brackets_of_ordinary_text_stay(text):
    assert converted(text) == f"<p>{text}</p>"


def test_a_shortcode_shown_as_an_example_is_not_run():
    assert converted("Write [[php]a<b[/php]] so.") == "<p>Write [php]a&lt;b[/php] so.</p>"


def test_in_preformatted_text_a_type_is_no_element_and_a_tag_is_one():
    assert post_html(converted("<pre>List<String> <b>a</b></pre>")) == (
        "<pre>List&lt;String&gt; <b>a</b></pre>"
    )
    poem = '<pre lang="de">Über <em>allen</em>\n  Gipfeln</pre>'
    assert post_html(converted(poem)) == "<pre>Über <em>allen</em>\n  Gipfeln</pre>"


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece",
    [
        *("<!--", "<a ", '<a "', "<a '", "[", "[a ", "[code]", "[caption]<img ", "<div>", "<p>"),
        *("[ref]", "[php]", "<pre lang=php>", "[/ref]", '<figure class="wp-block-gallery">'),
        *(
            "<ul class=wp-block-gallery><li>",
            "</figure>",
            "[gallery a=b]",
            "[youtube a]x[/youtube]",
            "[su_box]",
            "[su_box][/su_box]",
            '<!-- wp:block {"ref":1} -->',
            "<!-- wp:query -->",
            '<!-- wp:a {"b":',
            "<math>",
            "<object><param name=movie value=/a>",
        ),
        *("\n \t", 'a="<img ', "&", "https://", " ", "<img a a a ", "[/code]", "</div>", "<b>\n\n"),
    ],
)
def test_no_hostile_body_takes_long_to_convert(piece):
    started = time.process_time()
    html_of(piece * (500_000 // len(piece)))
    assert time.process_time() - started < 5
