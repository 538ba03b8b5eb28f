"""The difference of two texts, as runs of words that are the same, removed or added."""

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

# Comparing takes time proportional to the product of the lengths; a longer paragraph is shown as
# removed and added.
MAX_COMPARED_WORDS = 2_000


class Run(NamedTuple):
    """Consecutive words; `kind` is "same", "removed" or "added"."""

    kind: str
    text: str


def differences(old: str, new: str) -> list[list[Run]]:
    """Return the difference of the HTML `old` and `new`, a list of runs for each paragraph."""
    before, after = _paragraphs(old), _paragraphs(new)
    paragraphs = []
    for step, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            paragraphs += [[Run("same", _as_words(part))] for part in before[a:b]]
        else:
            paragraphs += _changed(before[a:b], after[c:d])
    return paragraphs


def _changed(removed, added):
    """Compare the paragraphs in pairs; yield the unpaired ones as removed or added."""
    pairs = min(len(removed), len(added))
    for old, new in zip(removed, added, strict=False):
        yield _word_by_word(*_comparable(old, new))
    yield from ([Run("removed", _as_words(part))] for part in removed[pairs:])
    yield from ([Run("added", _as_words(part))] for part in added[pairs:])


def _comparable(old, new):
    """Return two paragraphs as plain words, or with their markup if that differs."""
    if TAG.findall(old) == TAG.findall(new):
        return _as_words(old), _as_words(new)
    return old, new


def _word_by_word(old, new):
    before, after = old.split(), new.split()
    if max(len(before), len(after)) > MAX_COMPARED_WORDS:
        return [Run("removed", old), Run("added", new)]
    runs = []
    for step, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if step == "equal":
            runs.append(Run("same", " ".join(before[a:b])))
            continue
        if a < b:
            runs.append(Run("removed", " ".join(before[a:b])))
        if c < d:
            runs.append(Run("added", " ".join(after[c:d])))
    return runs


def _paragraphs(html):
    """Return the HTML of each paragraph, without the tags that enclose it."""
    parts = (" ".join(PARAGRAPH.sub(" ", part).split()) for part in BLOCK_END.split(html))
    return [part for part in parts if part]


def _as_words(part):
    """Return a paragraph as words, pictures by their alt text, or, without words, its markup."""
    return plain_text(PICTURE.sub(_picture, part)) or part


def _picture(tag):
    alt = ALT.search(tag[0])
    return f" [picture: {alt[1]}] " if alt else " [picture] "
