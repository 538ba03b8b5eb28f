"""Writes a blog into a file: a header, a record on each line, and an end."""

from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path

from blogsite.transfer.jsonl.personal import Impersonal
from blogsite.transfer.jsonl.rule_data import exported_parameters, exported_rules
from blogsite.transfer.jsonl.schema import FORMAT, KINDS, VERSION
from blogsite.transfer.jsonl.values import as_text, to_json
from blogsite.transfer.output import picture_names, write
from blogsite.transfer.progress import UNSEEN
from comments.models import Circumstance, Finding
from moderation.models import HouseRuleVersion
from posts.models import Blog, Post

NAME_IN_ZIP = "blog.jsonl"
ROWS_AT_ONCE = 1_000
# Fields that are exported in another form than they are stored, by model.
EXPORTED = {
    Finding: lambda record: record.update(parameters=exported_parameters(record["parameters"])),
    Circumstance: lambda record: record.update(rules=exported_rules(record["rules"])),
    HouseRuleVersion: lambda record: (
        _came_with_the_blog(record) and record.update(in_force_since=None)
    ),
}


def export_jsonl(path, *, with_personal_data=True, progress_of=UNSEEN) -> int:
    """Write the blog to `path`, and return the number of records.

    For a path that ends with .zip, write a zip of the file and the pictures; else copy these into a
    folder beside it. The file appears when it is complete. `progress_of` makes a Progress from a
    label and a total. Raises ExportFailed.
    """
    export = Export(with_personal_data, progress_of)
    write(Path(path), NAME_IN_ZIP, export.write_lines, picture_names())
    return export.count


class Export:
    """One export of the blog in a snapshot."""

    def __init__(self, with_personal_data, progress_of):
        self.with_personal_data = with_personal_data
        self.progress_of = progress_of
        self.impersonal = None if with_personal_data else Impersonal()
        self.count = 0

    def write_lines(self, file):
        """Write the records to a binary file, with a line before and after them."""
        text = TextIOWrapper(file, encoding="utf-8", newline="\n")
        text.write(as_text(self._head()) + "\n")
        rows = {kind: self._rows(kind) for kind in KINDS.values()}
        progress = self.progress_of("Writing", sum(some.count() for some in rows.values()))
        for kind in KINDS.values():
            for record in self._records(kind, rows[kind]):
                text.write(as_text(record) + "\n")
                self.count += 1
                progress.show(self.count, self.count, "records")
        text.write(as_text({"kind": "end", "records": self.count}) + "\n")
        text.flush()
        text.detach()
        progress.end()

    def _head(self):
        return {
            "format": FORMAT,
            "version": VERSION,
            "blog": Blog.objects.current().feed_base,
            "personal_data": self.with_personal_data,
        }

    def _rows(self, kind):
        order = ("post", "pk") if kind.name == "comment" else ("pk",)
        rows = kind.model._base_manager.order_by(*order)
        return self.impersonal.rows(kind, rows) if self.impersonal else rows

    def _records(self, kind, rows) -> Iterator[dict]:
        columns = {name: column for name, column in kind.columns.items() if column.concrete}
        names = ["pk", *(column.attname for column in columns.values() if not column.many_to_many)]
        tags = self._tags() if kind.model is Post else {}
        for pk, *values in rows.values_list(*names).iterator(chunk_size=ROWS_AT_ONCE):
            values = iter(values)
            record = {"kind": kind.name, "id": pk}
            for name, column in columns.items():
                many = column.many_to_many
                record[name] = tags.get(pk, []) if many else to_json(next(values))
            if change := EXPORTED.get(kind.model):
                change(record)
            yield self.impersonal.record(record) if self.impersonal else record

    def _tags(self):
        """Return the ids of the tags of each post that has tags."""
        tags = {}
        pairs = Post.tags.through.objects.order_by("post", "tag").values_list("post", "tag")
        for post, tag in pairs.iterator(chunk_size=ROWS_AT_ONCE):
            tags.setdefault(post, []).append(tag)
        return tags


def _came_with_the_blog(version) -> bool:
    """Return whether the first version of a rule is that of every new blog."""
    return version["number"] == 1 and version["by"] is None
