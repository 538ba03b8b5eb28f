"""Store imported posts, a few at a time, in one transaction: each completely or not at all."""

from time import monotonic
from typing import NamedTuple

from blogsite.transfer.wordpress.storing import PostStore
from comments.models import Comment
from posts.models import Blog, Post
from posts.models.write_queue import queue_for_writing

MAX_POSTS = 50
MAX_CHARACTERS = 1_000_000
MAX_COMMENTS = 2_000
MAX_SECONDS = 2  # of making and fetching pictures, which is repeated after a kill


class Entry(NamedTuple):
    """A pending post, new or stored, with its item and the outlines of its new comments."""

    post: Post
    item: object
    outlines: list

    @property
    def is_new(self) -> bool:
        return self.post.pk is None


class Batch:
    """Posts that wait to be stored; `write` makes comments with authors from outlines."""

    def __init__(self, posts, people, library, write, first_comment_id: int):
        self.store_posts, self.people, self.library = PostStore(posts).store, people, library
        self.write, self.first_comment_id = write, first_comment_id
        self.entries = []
        self._begin()

    def _begin(self):
        self.entries.clear()
        self.characters = self.comments = 0
        self.began = monotonic()

    def add(self, entry: Entry):
        """Add a post; store all if there are enough."""
        self.entries.append(entry)
        self.characters += len(entry.post.body) * 2 + len(entry.item.body)
        self.comments += len(entry.outlines)
        if self._is_full():
            self.store()

    def _is_full(self):
        return (
            len(self.entries) >= MAX_POSTS
            or self.characters >= MAX_CHARACTERS
            or self.comments >= MAX_COMMENTS
            or monotonic() - self.began >= MAX_SECONDS
        )

    def store(self):
        """Store all pending posts, in one transaction; readers' comments take turns with it."""
        if self.entries or self.library.waiting:
            with queue_for_writing(Post.objects.db), Blog.objects.one_version():
                self.library.store_waiting()
                if new := [entry for entry in self.entries if entry.is_new]:
                    self._store_posts(new)
                # Conversations are locked in ascending order, or two writers would wait for each
                # other.
                for entry in sorted(self.entries, key=lambda entry: entry.post.pk):
                    self._store_comments(entry)
        self._begin()

    def _store_posts(self, entries):
        for entry in entries:
            entry.post.author = self.people.author(entry.item.creator).user
        self.store_posts([(entry.post, entry.item) for entry in entries])

    def _store_comments(self, entry):
        if entry.outlines:
            Comment.objects.build(
                entry.post, entry.outlines, self.write, first_id=self.first_comment_id
            )
