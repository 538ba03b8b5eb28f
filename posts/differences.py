"""What changed between two texts, as runs of words that stayed, went or came."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from posts.plain_text import plain_text

BLOCK_END = re.compile(
    r"(?<=</p>)|(?<=</li>)|(?<=</h2>)|(?<=</h3>)|(?<=</h4>)|(?<=</pre>)"
    r"|(?<=</figure>)|(?<=</blockquote>)|(?<=</td>)|(?<=\n)"
)
TAG = re.compile(r"<[^<>]*>")

# Comparing costs the product of the lengths; a longer run is shown as gone and come.
MOST_WORDS = 2_000


class Run(NamedTuple):
    """Words in a row; `kind` is "same", "gone" or "come"."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[list[Run]]:
    """Give paragraph by paragraph what became of the HTML `old` in `new`."""
    before, after = _paragraphs(old), _paragraphs(new)
    found = []
    for step, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            found += [[Run("same", text)] for text in before[a:b]]
        else:
            found += _changed(before[a:b], after[c:d])
    return found


def _changed(gone, come):
    """Compare the paragraphs of a changed stretch one with one, and the rest as gone or come."""
    pairs = min(len(gone), len(come))
    yield from (_word_by_word(gone[at], come[at]) for at in range(pairs))
    yield from ([Run("gone", text)] for text in gone[pairs:])
    yield from ([Run("come", text)] for text in come[pairs:])


def _word_by_word(old, new):
    before, after = old.split(), new.split()
    if max(len(before), len(after)) > MOST_WORDS:
        return [Run("gone", old), Run("come", new)]
    runs = []
    for step, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            runs.append(Run("same", " ".join(before[a:b])))
            continue
        if a < b:
            runs.append(Run("gone", " ".join(before[a:b])))
        if c < d:
            runs.append(Run("come", " ".join(after[c:d])))
    return runs


def _paragraphs(html):
    """Give the words of each paragraph; one that differs in its markup alone shows the markup."""
    parts = [part.strip() for part in BLOCK_END.split(html)]
    return [_words(part) for part in parts if part and _words(part)]


def _words(part):
    inner = re.sub(r"</?(?:p|li|ul|ol|blockquote|figcaption)>", " ", part)
    if TAG.search(inner):
        return " ".join(inner.split())
    return plain_text(inner)
