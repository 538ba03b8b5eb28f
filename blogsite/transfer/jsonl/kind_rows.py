"""How records of a kind become rows: matching existing rows, and follow-up work."""


class KindRows:
    """Some records of one kind and their rows; `new` counts the new ones."""

    def __init__(self, imported, kind):
        self.imported = imported
        self.kind = kind
        self.new = 0

    def store(self, lines) -> dict[int, int]:
        """Store records that were not imported before; return their rows by record."""
        self.references = self.imported.references(self.kind, lines)
        rows = self.match(lines)
        fresh = [line for line in lines if line.id not in rows]
        objects = [self.make(line) for line in fresh]
        if objects:
            self.imported.insert(objects, [line.id for line in fresh])
            self.follow_up(objects, fresh)
        self.new = len(fresh)
        return rows | {line.id: row.pk for line, row in zip(fresh, objects, strict=True)}

    def match(self, lines) -> dict[int, int]:
        """Return existing rows equal to records, although they were not imported."""
        return {}

    def make(self, line):
        """Return an unsaved row."""
        return self.kind.model(**self.columns(line))

    def columns(self, line) -> dict:
        """Return the values of a row by attribute, with primary keys for references."""
        return {
            column.attname: self.value(line, name)
            for name, column in self.kind.columns.items()
            if not column.many_to_many
        }

    def value(self, line, name):
        """Return the value of a field; for a reference the primary key."""
        value = line.values[name]
        return self.references[name].get(value) if name in self.references else value

    def follow_up(self, objects, lines):
        """Do follow-up work after rows are stored, inside the same transaction."""

    def matching(self, lines, name, rows, column=None) -> dict[int, int]:
        """Return the `rows` (a queryset) that have a record's value of the field `name`."""
        column = column or name
        values = {line.values[name]: line.id for line in lines if line.values[name] is not None}
        pairs = rows.filter(**{f"{column}__in": list(values)}).values_list(column, "pk")
        return {values[value]: pk for value, pk in pairs}


class OneByOne(KindRows):
    """Rows that are stored one by one: each must differ from the earlier ones."""

    def store(self, lines):
        rows, new = {}, 0
        for line in lines:
            rows |= super().store([line])
            new += self.new
        self.new = new
        return rows
