"""The comments of one conversation, each once, for the converter."""

from collections import defaultdict
from collections.abc import Iterator

from blogsite.transfer.comment_systems.staging import Staging
from blogsite.transfer.people import digest
from blogsite.transfer.wordpress.records import CommentRecord

SHOWN = {"1", "0"}  # published, or waiting for a moderator


class StagedComments:
    """The comments of a conversation, with the ids under which they are stored.

    Copies of a comment in a second conversation of the article are left out, and replies to them
    answer the first. Deleted ones without replies are left out, too.
    """

    def __init__(self, staging: Staging, name: str):
        self.staging = staging
        self.name = name
        self.ids = {}  # by the file's id, the id under which a comment is stored instead
        self.copies = set()  # numbers
        self.unanswered = set()  # numbers of deleted comments
        self.count = 0  # of the file's comments, left-out ones included
        self.has_shown = False  # whether readers saw one, or will after approval

    def __iter__(self) -> Iterator[tuple[int, CommentRecord]]:
        for number, record, _ in self.with_wordpress_ids():
            yield number, record

    def with_wordpress_ids(self) -> Iterator[tuple[int, CommentRecord, str]]:
        """Yield each comment with its number in the staging, and that in WordPress or ""."""
        for number, message in self.staging.messages(self.name):
            if number not in self.copies and number not in self.unanswered:
                yield number, self._renamed(message.comment), message.wordpress_id

    def read(self, number: int) -> CommentRecord:
        return self._renamed(self.staging.message(number).comment)

    def find_copies(self, stored_ids):
        """Find the comments to leave out. Of copies one stays: a stored one, else the first.

        Copies have the same number in WordPress; or the same author, time and words, and not two
        numbers. `stored_ids` is a function that returns the stored ones of some ids.
        """
        copies, deleted, answered = _Copies(), {}, set()
        for number, message in self.staging.messages(self.name):
            self.count += 1
            record = message.comment
            if copies.add(record, message.wordpress_id):
                self.copies.add(number)
            elif record.approved == "deleted":
                deleted[number] = record.id
            self.has_shown |= record.approved in SHOWN
            answered.add(record.parent)
        twins = copies.twins
        stored = stored_ids({id for ids in twins.values() for id in ids})
        for first, ids in twins.items():
            name = next((id for id in ids if id in stored), first)
            self.ids |= dict.fromkeys([first, *ids], name)
        answered = {self.ids.get(id, id) for id in answered}
        self.unanswered = {n for n, id in deleted.items() if self.ids.get(id, id) not in answered}

    def rename(self, names: dict[str, str]):
        """Store comments under other ids; `names` maps the old ids to the new ones."""
        self.ids = names | {old: names.get(new, new) for old, new in self.ids.items()}

    def _renamed(self, record):
        record.id = self.ids.get(record.id, record.id)
        record.parent = self.ids.get(record.parent, record.parent)
        return record


class _Copies:
    """The first of each comment, by what identifies a copy of it."""

    def __init__(self):
        self.by_words = {}  # the id and the number in WordPress
        self.by_number = {}
        self.twins = defaultdict(list)  # the ids of copies, by the id of the first

    def add(self, record, wordpress_id: str) -> bool:
        """Add a comment; return whether it is a copy of an earlier one."""
        words = digest(record.user_id or record.author, record.date_gmt, record.body)
        first = self.by_number.get(wordpress_id) or self._by_words(words, wordpress_id)
        if wordpress_id:
            self.by_number.setdefault(wordpress_id, first or record.id)
        if first is None:
            self.by_words.setdefault(words, (record.id, wordpress_id))
        elif first != record.id:
            self.twins[first].append(record.id)
        return first is not None

    def _by_words(self, words, wordpress_id):
        first, number = self.by_words.get(words, (None, ""))
        return None if wordpress_id and number else first
