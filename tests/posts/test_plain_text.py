import pytest

from posts.plain_text import SUMMARY_LENGTH, beginning, plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("<p>One.</p><p>Two.</p>", "One. Two."),
        ("<p>a<br>b</p>\n<ul><li>c</li><li>d</li></ul>", "a b c d"),
        ("<p>wo<b>r</b>d, <em>and</em> on</p>", "word, and on"),
        ('<p><a href="https://a.example/?b=&quot;" title="a > b">here</a></p>', "here"),
        ("<blockquote>said</blockquote>then", "said then"),
        ("<p>1 &lt; 2 &amp;amp; &lt;b&gt;3&lt;/b&gt;</p>", "1 < 2 &amp; <b>3</b>"),
    ],
)
def test_the_words_of_html_are_on_one_line(html, text):
    assert plain_text(html) == text


def test_a_summary_is_as_long_as_search_engines_show():
    text = beginning(f"<p>{'word ' * 200}</p>")
    assert len(text) == SUMMARY_LENGTH
    assert text.endswith("…")


def test_a_summary_begins_with_the_text_and_not_with_a_caption():
    figure = '<figure><img src="/a.jpg" alt=""><figcaption>Drawn by us</figcaption></figure>'
    assert beginning(f"{figure}<p>It says little.</p>") == "It says little."


def test_a_summary_leaves_out_footnotes_their_marks_and_links_to_films():
    mark = '<sup id="text-ref1"><a href="#text-fn1">1</a></sup>'
    film = '<figure class="embed"><a href="https://vimeo.com/1">https://vimeo.com/1</a></figure>'
    notes = '<ol class="footnotes"><li id="text-fn1">The log. <a href="#text-ref1">↩</a></li></ol>'
    html = f"<p>The pier is old{mark}.</p>{film}<p>10<sup>2</sup> feet long.</p>{notes}"
    assert beginning(html) == "The pier is old. 102 feet long."


def test_a_summary_ends_after_a_whole_word():
    assert beginning(f"<p>{'eleven ' * 60}</p>").endswith(" eleven…")
    assert len(beginning(f"<p>Say: {'wordwithoutblanks' * 300}</p>")) == SUMMARY_LENGTH
    assert beginning("<p>Short.</p>") == "Short."


def test_a_summary_in_a_wide_script_has_half_as_many_characters():
    assert len(beginning(f"<p>{'時計' * 300}</p>")) == SUMMARY_LENGTH // 2
    assert len(beginning(f"<p>{'시계는 ' * 300}</p>")) in range(160, 180)  # blanks are narrow
    short = "時計が止まった。" * 18
    assert beginning(f"<p>{short}</p>") == short
