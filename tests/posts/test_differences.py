"""How the changes of a revision are shown to editors, who read words and not markup."""

import pytest

from posts.diff import differences

PICTURE = (
    '<figure class="figure"><img src="/media/images/0a.jpg" alt="A &quot;warm&quot; kettle">'
    "<figcaption>On the third floor</figcaption></figure>"
)


def diff_lines(old, new):
    """Return each paragraph as one line, with [-removed-] and {+added+} words."""
    forms = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    paragraphs = differences(old, new)
    return [" ".join(forms[run.kind].format(run.text) for run in runs) for runs in paragraphs]


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("<p>It held.</p>", "<p>It broke.</p>", ["It [-held.-] {+broke.+}"]),
        ("<p>a</p>", "<p>a</p><p><b>New</b> one</p>", ["a", "{+New one+}"]),
        ("<p><b>a</b> &lt; b</p>", "<p><b>a</b> &lt; c</p>", ["a < [-b-] {+c+}"]),
        (
            f"{PICTURE}<p>a</p>",
            f"{PICTURE}<p>b</p>",
            ['[picture: A "warm" kettle] On the third floor', "[-a-] {+b+}"],
        ),
        ('<img src="/a.jpg" alt="">', "", ["[-[picture]-]"]),
        ("Ice & snow", "Ice & rain", ["Ice & [-snow-] {+rain+}"]),
    ],
)
def test_a_change_of_words_shows_words(old, new, lines):
    assert diff_lines(old, new) == lines


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("<p>a</p>", "<p><em>a</em></p>", "[-a-] {+<em>a</em>+}"),
        ("<h2>a</h2>", "<h3>a</h3>", "[-<h2>a</h2>-] {+<h3>a</h3>+}"),
        (
            '<p><a href="https://a.example/">b</a></p>',
            '<p><a href="https://c.example/">b</a></p>',
            '<a [-href="https://a.example/">b</a>-] {+href="https://c.example/">b</a>+}',
        ),
    ],
)
def test_a_change_of_markup_shows_the_markup(old, new, line):
    assert diff_lines(old, new) == [line]
