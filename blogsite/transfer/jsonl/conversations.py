"""Stores the comments of one post at a time, with their places in the tree, numbers and states."""

from itertools import batched
from typing import NamedTuple

from django.db import transaction

from blogsite.transfer.jsonl.rows import BATCH_SIZE, advance_ids
from blogsite.transfer.jsonl.schema import KINDS
from comments.models import Comment, Outline
from posts.models import Post

KIND = KINDS["comment"]
REFERENCES = {"author": "person", "circumstance": "circumstance"}


class Source(NamedTuple):
    """The position of a comment's record in the file."""

    key: int
    line: int
    offset: int


class ImportedConversations:
    """The comments of a file, post by post, found by `index` and read by `reader`."""

    def __init__(self, imported, index, read):
        self.imported = imported
        self.index = index
        self.read = read  # function of line and offset that returns the record

    def store(self, post_key: int) -> tuple[int, int]:
        """Store the comments of a post; return how many are new, and how many existed."""
        sources = [Source(*position) for position in self.index.positions("comment", post_key)]
        if not sources:
            return 0, 0
        with transaction.atomic():
            rows = self.imported.find("comment", [source.key for source in sources])
            post = Post.objects.get(pk=self.imported.find("post", [post_key])[post_key])
            fresh = [source for source in sources if source.key not in rows]
            outlines, same = self._outlines(fresh, rows, post)
            self.imported.note("comment", same)
            if outlines:
                Comment.objects.build(post, list(outlines.values()), self._comments)
                new = {key: outline.pk for key, outline in outlines.items()}
                self.imported.note("comment", new)
                self._pin(post, post_key, new)
                if self.imported.keeps_ids:
                    advance_ids(Comment)
        return len(outlines), len(sources) - len(outlines)

    def _outlines(self, sources, rows, post):
        """Return an outline of each new comment by record, with its parent.

        Return also the rows of comments that came here from the same third site, by record.
        """
        outlines, parents, same = {}, {}, {}
        numbers = self._free_numbers(post)
        for some in batched(sources, BATCH_SIZE):
            lines = [self.read(source.line, source.offset) for source in some]
            same |= self._with_same_origin(lines, post)
            free = self.imported.free_ids(Comment, [source.key for source in some])
            for source, line in zip(some, lines, strict=True):
                if source.key not in same:
                    parents[source.key] = line.values["parent"]
                    outlines[source.key] = self._outline(source, line, free, numbers)
        rows = rows | same
        stored = self._stored_parents(set(parents.values()) - outlines.keys() - {None}, rows)
        for key, parent in parents.items():
            if parent is not None:
                outlines[key].parent = outlines.get(parent) or stored[parent]
        return outlines, same

    @staticmethod
    def _free_numbers(post) -> set[int]:
        """Return the numbers that root comments of a post once had, and no stored one has."""
        used = Comment.objects.on(post).values_list("number", flat=True)
        return set(range(1, post.last_number + 1)).difference(used)

    @staticmethod
    def _outline(source, line, ids, numbers):
        """Return an outline; an id or number that is not among the free ones is replaced."""
        outline = Outline(source, line.values["created"], Comment.Status(line.values["status"]))
        outline.pk = source.key if source.key in ids else None
        outline.number = line.values["number"] if line.values["number"] in numbers else None
        return outline

    @staticmethod
    def _with_same_origin(lines, post):
        origins = {line.values["origin"]: line.id for line in lines if line.values["origin"]}
        known = Comment.objects.on(post).filter(origin__in=origins)
        return {origins[origin]: pk for origin, pk in known.values_list("origin", "pk")}

    def _stored_parents(self, keys, rows):
        comments = Comment.objects.in_bulk([rows[key] for key in keys])
        return {key: comments[rows[key]] for key in keys}

    def _comments(self, outlines):
        """Return unsaved comments for outlines."""
        lines = [self.read(outline.source.line, outline.source.offset) for outline in outlines]
        rows_of = {
            name: self.imported.find(kind, {line.values[name] for line in lines} - {None})
            for name, kind in REFERENCES.items()
        }
        comments = [self._comment(line, rows_of) for line in lines]
        origins = [comment.origin for comment in comments if comment.origin]
        used = set(Comment.objects.filter(origin__in=origins).values_list("origin", flat=True))
        for comment in comments:
            comment.origin = None if comment.origin in used else comment.origin
        return comments

    def _comment(self, line, rows_of):
        values = dict(line.values)
        for name, rows in rows_of.items():
            values[name] = rows.get(values[name])
        columns = {
            KIND.columns[name].attname: value
            for name, value in values.items()
            if name not in ("post", "parent", "body", "number")
        }
        comment = Comment(**columns)
        comment.write(values["body"])
        return comment

    def _pin(self, post, post_key, new):
        pinned = self.index.find("post", [post_key])[post_key][3]
        if pinned in new:
            Post.objects.filter(pk=post.pk).update(pinned_key=new[pinned])
