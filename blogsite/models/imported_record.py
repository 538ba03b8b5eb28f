from django.db import models


class ImportedRecord(models.Model):
    """The row that a record of a JSON Lines file became, so that the file can be imported again.

    `source` is a hash of the blog that the file names, `key` the record's id there.
    """

    source = models.CharField(max_length=32)
    kind = models.CharField(max_length=30)
    key = models.PositiveBigIntegerField()
    row = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "key"], name="one_row_a_record")
        ]

    def __str__(self):
        return f"{self.source}: {self.kind} {self.key}"
