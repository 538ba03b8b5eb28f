"""Values that are written into a query, so that it can use an index with a condition.

PostgreSQL makes one plan for all parameters of a query that is often repeated. With the values of
the condition among these, it cannot tell that the index has all rows, and reads those of the post.
"""

from django.db.models import Value


class Literal(Value):
    """A number or a short text of ours, never one from outside."""

    def as_sql(self, compiler, connection):
        if isinstance(self.value, int):
            return str(int(self.value)), []
        if self.value and not self.value.isalpha():
            raise ValueError("Only letters are written into a query.")
        return f"'{self.value}'", []
