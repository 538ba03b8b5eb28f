"""What changed between two texts, as runs of words that stayed, went or came."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

from posts.plain_text import plain_text

BLOCK_END = re.compile(
    r"(?<=</p>)|(?<=</li>)|(?<=</h2>)|(?<=</h3>)|(?<=</h4>)|(?<=</pre>)"
    r"|(?<=</figure>)|(?<=</blockquote>)|(?<=</td>)|(?<=\n)"
)
TAG = re.compile(r"<(?:[^<>\"]|\"[^\"]*\")*>")
PARAGRAPH = re.compile(r"</?(?:p|li|ul|ol|blockquote|figcaption)>")
PICTURE = re.compile(r"<img\b(?:[^<>\"]|\"[^\"]*\")*>")
ALT = re.compile(r"\salt=\"([^\"]+)\"")

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
            found += [[Run("same", _read(part))] for part in before[a:b]]
        else:
            found += _changed(before[a:b], after[c:d])
    return found


def _changed(gone, come):
    """Compare the paragraphs of a changed stretch one with one, and the rest as gone or come."""
    pairs = min(len(gone), len(come))
    yield from (_word_by_word(*_told(gone[at], come[at])) for at in range(pairs))
    yield from ([Run("gone", _read(part))] for part in gone[pairs:])
    yield from ([Run("come", _read(part))] for part in come[pairs:])


def _told(old, new):
    """Give two paragraphs as they are read; where their markup differs, with the markup."""
    if TAG.findall(old) == TAG.findall(new):
        return _read(old), _read(new)
    return old, new


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
    """Give the HTML of each paragraph, without what only makes it one."""
    parts = (" ".join(PARAGRAPH.sub(" ", part).split()) for part in BLOCK_END.split(html))
    return [part for part in parts if part]


def _read(part):
    """Give a paragraph as words, a picture as what it shows; markup alone stays markup."""
    return plain_text(PICTURE.sub(_picture, part)) or part


def _picture(tag):
    alt = ALT.search(tag[0])
    return f" [picture: {alt[1]}] " if alt else " [picture] "
