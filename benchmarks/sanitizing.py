"""Time the sanitizer's worst cases: python benchmarks/sanitizing.py [characters].

Prints the slowest families of hostile comments first, in milliseconds, best of two; the goal is
under 100 ms at 10,000 characters. Below them: an article of 500,000 characters and hostile ones.
"""

import itertools
import sys
import time
from pathlib import Path

from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from moderation.text.sanitizing import (
    body_problem,
    comment_html,
    count_removed,
    post_html,
    visible_text,
)

GOAL = 100

REPEATED = [
    *["*a ", "*", "_a_ ", "**a *", "*a*", "***a", "_*", "*_a", "a**", "*a **b ", "ab*\n", "*a* "],
    *["[", "](", "[a](", "[[]]", "[a](b", "[a](<", '[a]("', "![", "![[]()", "[a]: b\n", "]", "[]("],
    *["[a](http://a.b) ", "[*a*](http://a.b)", "[" * 10 + "](http://a)", "[<b>](http://a)</b>"],
    *["`", "a`", "`a``b", "```\n", "~~~\n", "`` ` "],
    *["a-.", "a.", "http://", "http://a ", "http://a.b/c_d ", "https://a(", "http://a))) ", "://"],
    *["<", "&", "&#", "&amp;", "&lt;", "&#111111111", "&a", "&#x1f600;", "&NotEqualTilde;"],
    *["<a", "<a ", "<a<a<a", '<a "', "<a '<a \"", "<a a", "<b>", "</b>", "<b></b>", "<b>a</b>"],
    *["<b><i>", "<b></i>", "<i></b></i>", "<p>", "</p>", "<p>a", "<br>", "<li>", "<li>a", "<ul>"],
    *["<ul><li>", "<ul><li>a</li></ul>", "<blockquote>", "<blockquote>a</blockquote>", "<div>"],
    *["<a href=http://a.b>x</a>", "<a href=http://a>", "<a href=x>", "<script>", "<style></style>"],
    *["<!--", "<!-- -->", "<![CDATA[", "<!a>", "<?", "<?a?>", "<a b=", "</", "<o:p>", "<pre>"],
    *[
        ">",
        "> ",
        ">\n",
        "> a\n",
        "> a\n\n",
        "- ",
        "-\n",
        "- a\n",
        "- a\n\n",
        "1. ",
        "1. a\n",
        "* * ",
    ],
    *["a\n", "\n", "a\n\n", "a", "a ", "\\", "(", ")", '"', "- a\n  - b\n", "> - a\n", "- > a\n"],
    *[
        "\u0301",
        "a\u0301",
        "\u200d",
        "\u200b",
        "\u202e",
        "\ufe0f",
        "\ud800",
        "\x00",
        "\x85",
        "\u3000",
    ],
    *[
        "\U0001f3f4",
        "\U000e0061",
        "\u0e47",
        "\u0915\u094d\u200d",
        "\U0001f469\u200d",
        "\xad",
        "\n\r",
    ],
]


def filled(pattern, size):
    return (pattern * (size // len(pattern) + 1))[:size]


def families(size):
    yield from ((repr(pattern), filled(pattern, size)) for pattern in REPEATED)
    yield "backtick runs", "".join("`" * n + " " for n in range(1, 200))[:size]
    yield "stairs of lists", "".join(" " * (2 * n) + "- a\n" for n in range(100))[:size]
    yield "hundred quotes a line", filled(">" * 100 + "a\n", size)
    yield "ten quotes a line", filled(">" * 10 + "a\n", size)
    yield (
        "ten open, then paragraphs",
        "<b><i><s><q><em><kbd><del><sub><sup>" + filled("x\n\n", size),
    )
    yield "nine open, then breaks", "<b><i><s><q><em><kbd><del><sub><sup>" + filled("<br>", size)
    yield "one tag, many attributes", "<a " + " ".join(map("a{}".format, range(size // 6))) + ">"
    yield "one tag, many valued", "<a " + " ".join(f"a{n}=1" for n in range(size // 8)) + ">"
    yield "digits in a reference", "<a href='&#" + "1" * (size - 20) + ";'>x</a>"
    yield "marks up to the cap", filled("*a* bcd ", size)
    for first, second in itertools.product(
        ["<b>", "*a*", "> ", "<ul><li>", "[a](http://b)"], repeat=2
    ):
        yield (
            f"half {first!r}, half {second!r}",
            filled(first, size // 2) + filled(second, size // 2),
        )


def milliseconds(function, *arguments):
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        function(*arguments)
        best = min(best, time.perf_counter() - start)
    return best * 1000


def comments(size):
    rows = []
    for name, body in families(size):
        # Below the limits formatting is still tried, so a shorter body may be more expensive.
        dearest = max(milliseconds(comment_html, body[: size * n // 10]) for n in range(1, 11))
        clean = comment_html(body)
        others = (
            milliseconds(visible_text, clean)
            + milliseconds(body_problem, body)
            + milliseconds(count_removed, body, clean)
        )
        rows.append((dearest, others, name))
    return sorted(rows, reverse=True)


def articles():
    paragraph = (
        '<p>Some words of an <em>honest</em> article, with <a href="/2010/07/29/a-post/">a link'
        "</a> and <strong>weight</strong>, that goes on for a while as paragraphs do.</p>\n"
    )
    yield "500,000 characters, honest", filled(paragraph, 500_000)
    for pattern in [
        "<b>",
        "<p>",
        "<p>x",
        "<div>",
        "<a '",
        "<!--",
        "<script>",
        "&#1",
        "<b><p>",
        "<td>",
    ]:
        yield f"500,000 of {pattern!r}", filled(pattern, 500_000)
    yield "tables in tables", filled("<table><tr><td>", 900) + filled("<b>x</b>", 400_000)
    yield "forty open, then paragraphs", "<b><i><s><q>" * 10 + filled("<p>x", 400_000)


def main():
    settings.configure(USE_I18N=False)
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    rows = comments(size)
    print(f"{'comment':>9} {'others':>9}  ms, comments up to {size:,} characters")
    for dearest, others, name in rows[:40]:
        print(f"{dearest:9.1f} {others:9.1f}  {name}")
    missed = [name for dearest, _, name in rows if dearest >= GOAL]
    print(f"{len(rows)} families; over {GOAL} ms: {', '.join(missed) or 'none'}\n")
    for name, body in articles():
        print(f"{milliseconds(post_html, body):9.0f}  ms, article: {name}")


if __name__ == "__main__":
    main()
