"""Labelled comments from elsewhere, read from downloaded files; they are never committed."""

import csv
from pathlib import Path
from typing import NamedTuple

from moderation.learning.features import Features, features_of
from moderation.screening.texts import links_in
from moderation.text.text import CommentText

TEXTS, LABELS = ("CONTENT", "comment"), ("CLASS", "TAG", "label")


class Labelled(NamedTuple):
    """A comment as its readers see it, whether it is spam, and its post."""

    text: str
    links: list[str]
    features: Features
    is_bad: bool
    post: str


def read_videos(folder: str) -> list[Labelled]:
    """Return the comments of all CSV files of a folder, in the form of the YouTube Spam Collection:
    each file is a video, and so a post.
    """
    return [
        comment
        for path in sorted(Path(folder).glob("*.csv"))
        for comment in _read(path, lambda row, path=path: path.stem)
    ]


def read_articles(path: str) -> list[Labelled]:
    """Return the labelled comments of a CSV file with a column for their article."""
    return list(_read(Path(path), lambda row: row["articleName"]))


def _read(path, post_of):
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            label = next(row[name] for name in LABELS if name in row)
            if label in ("0", "1"):
                body = next(row[name] for name in TEXTS if name in row)
                yield _labelled(body, label == "1", post_of(row))


def _labelled(body, is_bad, post):
    text = CommentText.of(body.replace("\ufeff", ""))
    links = links_in(text.html)
    return Labelled(text.visible, links, features_of(text.visible, links), is_bad, post)
