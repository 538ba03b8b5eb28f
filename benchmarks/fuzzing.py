"""Find comments that are expensive to format: python -m benchmarks.fuzzing [bodies] [seed].

Makes bodies of up to 10,000 characters that mix all kinds of marks, and prints the most expensive
of them in milliseconds of processor time for all that one request does with a body, each the best
of three; then what ordinary comments take for a hundred words. The goals are under 100 ms and 3 ms.
"""

import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from django.conf import settings

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

CHARACTERS = 10_000
GOAL = 100
ORDINARY_GOAL = 3
SUSPICIOUS = 50  # milliseconds from which a body is measured again
SHOWN = 25

MARKS = [
    *["*", "**", "***", "****", "_", "`", "``", "```\n", "~~~\n", "``` x\n", "~~"],
    *["[", "]", "](", "[a](", "](http://a.b)", "[a](http://a.b)", '[a](http://a.b "t")', "!["],
    *["<http://a.b>", "http://a.b/_*_", "http://", "://", "<me@a.b>", "me@a.b", "mailto:me@a.b"],
    *["http://xn--80ak6aa92e.b ", "http://пример.b/c ", "https://example.org。", "https://a.b很"],
    *["[a.b](http://c.d)", "<a href=http://a.b>c.d</a>", "<a href='http://a.b'>", "</a>"],
    *["<b>", "</b>", "<i>", "</i>", "<em>", "<b a=1 ---\n", "<a b=", "<a b='", '<a b="', "<b <"],
    *["<p>", "</p>", "<br>", "<ul><li>", "</ul>", "<ol>", "<li>", "<blockquote>", "</blockquote>"],
    *["<pre>", "</pre>", "<code>", "</code>", "<div>", "<table><tr><td>", "<o:p>", "<3", "<"],
    *["<script>", "</script>", "<style>", "</style>", "<!--", "-->", "<!-- a -->", "<![CDATA["],
    *["&", "&amp;", "&lt;", "&#x41;", "&#65;", "&param;", "&nbsp;", "&lt;b&gt;", "<?"],
    *["> ", ">", "> > ", "- ", "* ", "+ ", "1. ", "7) ", "  - ", "- - ", "\n", "\n\n", "\r\n"],
    *["    ", "\t", "  \n", "\\", "\\\n", "()", "(", ")", "'", '"', "@", "/", "|", "-", "---", "#"],
    *["a", "word ", "two words ", ". ", ", ", "1", "“", "”", "。", "中文", "かな", "é"],
    *["e\u0301", "\u0301", "👩\u200d👩", "\u200b", "\u202e", "\xa0"],
]

SENTENCES = [
    "I have grown beans north of the old barn for about ten years now. ",
    "The *first* thing I learned is that the soil matters **more** than the light; see ",
    "[the notes of last spring](https://example.org/notes/spring-2026?page=2#beans) for details. ",
    "My neighbour swears by https://example.org/a/long/path_with_words.html, but I do not. ",
    "Set `water = 2` in the timer & leave it alone — it's enough (really!). ",
    "Don't forget: 3 < 5, and “quotes” are fine too. ",
]
BLOCKS = [
    "> You wrote that nothing grows in the shade.\n> I am not so sure.\n\nAnd yet it does.\n\n",
    "1. dig\n2. water\n3. wait\n\nThat is all.\n\n",
    "- peas\n- beans, *all* kinds\n- nothing else\n\n",
    "```python\nfor bed in garden:\n    bed.water(litres=2)\n```\n\n",
]


def bodies(number: int, seed: int = 0) -> Iterator[str]:
    """Make hostile bodies: a few marks repeated, behind and before other marks."""
    chance = random.Random(seed)
    for _ in range(number):
        size = chance.choice([500, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 7_000, CHARACTERS])
        yield _mixture(chance, size)


def _mixture(chance, size):
    before, after = _some(chance, 0, 6), _some(chance, 0, 6)
    if chance.random() < 0.1:
        middle = "".join(chance.choices(MARKS, k=size))
    else:
        units = [_some(chance, 1, 6) for _ in range(chance.choice([1, 1, 1, 2]))]
        middle = "".join((unit * size)[: size // len(units)] for unit in units)
    return (before + middle)[: size - len(after)] + after


def _some(chance, least, most):
    return "".join(chance.choices(MARKS, k=chance.randint(least, most)))


def ordinary(words: int, seed: int = 0) -> str:
    """Make an ordinary comment of about this many words, with emphasis, links, lists and code."""
    chance, text = random.Random(seed), ""
    while len(text.split()) < words:
        text += "".join(chance.choices(SENTENCES, k=chance.randint(2, 5))) + "\n\n"
        if chance.random() < 0.4:
            text += chance.choice(BLOCKS)
    return text


def work(body: str) -> None:
    """Do what one request does with a body that is posted."""
    from moderation.text.removed import describe_removed
    from moderation.text.sanitizing import body_problem, comment_html, visible_text

    body_problem(body)
    html = comment_html(body)
    visible_text(html)
    describe_removed(body, html)


def milliseconds(body, times=1):
    best = float("inf")
    for _ in range(times):
        start = time.process_time()
        work(body)
        best = min(best, time.process_time() - start)
    return best * 1000


def main():
    settings.configure(USE_I18N=False)
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    work("*warm* [up](http://a.b)")
    timings = []
    for body in bodies(number, seed):
        first = milliseconds(body)
        timings.append((milliseconds(body, 3) if first > SUSPICIOUS else first, body))
    timings.sort(reverse=True)
    for spent, body in timings[:SHOWN]:
        print(f"{spent:7.1f} ms  {len(body):6,}  {body[:90]!r}")
    over = sum(spent >= GOAL for spent, _ in timings)
    middle = median(spent for spent, _ in timings)
    print(f"{number:,} bodies, seed {seed}: {over} over {GOAL} ms; median {middle:.1f} ms")
    honest = [
        milliseconds(ordinary(words, seed), 3) / words * 100
        for words in (50, 100, 300, 700, 1_500)
        for seed in range(5)
    ]
    print(
        f"ordinary, per 100 words: median {median(honest):.2f} ms"
        f" ({min(honest):.2f} to {max(honest):.2f}); goal {ORDINARY_GOAL}"
    )


if __name__ == "__main__":
    main()
