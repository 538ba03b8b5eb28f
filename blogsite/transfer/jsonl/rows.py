"""Stores records as rows, a few hundred in a transaction, and notes the row of each."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import batched

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils.translation import gettext_noop

from blogsite.models import ImportedRecord
from blogsite.transfer.jsonl.kind_rows import KindRows
from blogsite.transfer.jsonl.kinds import KIND_ROWS
from blogsite.transfer.jsonl.schema import KINDS
from blogsite.transfer.remarks import Remark
from posts.models import Blog

BATCH_SIZE = 500
HAS_ITS_OWN = gettext_noop("%(kind)s: this blog has its own")
# The kinds that decide how a blog looks and screens: a blog with posts keeps its own.
OF_A_NEW_BLOG = {
    *("blog", "menu_entry", "screening_rule", "rule_change", "screening_list", "list_revision"),
    *("list_entry", "house_rule_proposal"),
}


class ImportedRows:
    """The rows of one blog's records; `keeps_ids` says that they have the records' ids."""

    def __init__(self, source, keeps_ids, report):
        self.source = source
        self.keeps_ids = keeps_ids
        self.report = report

    def find(self, kind: str, keys) -> dict[int, int]:
        """Return the primary keys of the rows made from records, by the records' ids."""
        records = ImportedRecord.objects.filter(source=self.source, kind=kind)
        rows = {}
        for some in batched(set(keys), BATCH_SIZE):
            rows.update(records.filter(key__in=some).values_list("key", "row"))
        return rows

    def note(self, kind: str, rows: dict[int, int]):
        """Store which rows were made from records."""
        ImportedRecord.objects.bulk_create(
            ImportedRecord(source=self.source, kind=kind, key=key, row=row)
            for key, row in rows.items()
        )

    def has_others(self, kind: str, rows) -> bool:
        """Return whether a queryset has rows that did not come from the blog's records."""
        records = ImportedRecord.objects.filter(source=self.source, kind=kind)
        return rows.exclude(pk__in=records.values("row")).exists()

    def free_ids(self, model, keys) -> set[int]:
        """Return the ids of records that are free for rows, too."""
        if not self.keeps_ids:
            return set()
        used = model._base_manager.filter(pk__in=keys).values_list("pk", flat=True)
        return set(keys).difference(used)

    def references(self, kind, lines) -> dict[str, dict[int, int]]:
        """Return the rows that records refer to: by the field's name, rows by record."""
        wanted = defaultdict(set)
        for line in lines:
            for name, target in kind.targets.items():
                value = line.values[name]
                wanted[target].update(value if isinstance(value, list) else [value])
        rows = {target: self.find(target, keys - {None}) for target, keys in wanted.items()}
        return {name: rows[target] for name, target in kind.targets.items() if target in rows}

    def store(self, name: str, lines: list) -> tuple[int, int]:
        """Store records of one kind; return how many are new, and how many existed."""
        kind = KINDS[name]
        if name in OF_A_NEW_BLOG and not self.keeps_ids:
            self.report.left_out[Remark(HAS_ITS_OWN, kind=name.replace("_", " "))] += len(lines)
            return 0, 0
        with transaction.atomic():
            known = self.find(name, [line.id for line in lines])
            lines = [line for line in lines if line.id not in known]
            if not lines:
                return 0, len(known)
            rows, new = {}, 0
            for some in apart_from_their_own(kind, lines):
                storing = KIND_ROWS.get(name, KindRows)(self, kind)
                rows |= (stored := storing.store(some))
                self.note(name, stored)
                new += storing.new
            Blog.objects.touch()
        return new, len(known) + len(rows) - new

    def insert(self, objects, keys):
        """Insert rows, each with the id of its record if that is free."""
        model = type(objects[0])
        if not model._meta.pk.related_model:
            free = self.free_ids(model, keys)
            for row, key in zip(objects, keys, strict=True):
                row.pk = key if key in free else None
        times = auto_times(model)
        moments = [[getattr(row, name) for name in times] for row in objects]
        for some in ([row for row in objects if row.pk], [row for row in objects if not row.pk]):
            model._base_manager.bulk_create(some, batch_size=BATCH_SIZE)
            if self.keeps_ids:
                advance_ids(model)
        if times:  # which the insert has set to now
            for row, values in zip(objects, moments, strict=True):
                for name, moment in zip(times, values, strict=True):
                    setattr(row, name, moment)
            model._base_manager.bulk_update(objects, times, batch_size=BATCH_SIZE)


def apart_from_their_own(kind, lines) -> Iterator[list]:
    """Yield records in groups in which none refers to another one of its kind."""
    own = [name for name, target in kind.targets.items() if target == kind.name]
    group, ids = [], set()
    for line in lines:
        if ids.intersection(line.values[name] for name in own):
            yield group
            group, ids = [], set()
        group.append(line)
        ids.add(line.id)
    yield group


def auto_times(model) -> list[str]:
    return [
        field.name
        for field in model._meta.concrete_fields
        if getattr(field, "auto_now_add", False) or getattr(field, "auto_now", False)
    ]


def advance_ids(model: type[models.Model]):
    """Make PostgreSQL's next id of a table larger than all; SQLite does so itself."""
    if connection.vendor == "postgresql" and not model._meta.pk.related_model:
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
