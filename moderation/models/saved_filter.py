from django.conf import settings
from django.db import models, transaction

MAX_SAVED = 20  # filters of one queue; with more, one would have to search them
NAME_LENGTH = 60
# How long IP addresses are stored is decided elsewhere, so a filter must not store one.
UNSAVED = {"place"}


class SavedFilterManager(models.Manager):
    def store(self, name: str, filters: dict, *, queue, user) -> "SavedFilter | None":
        """Store the filters of a queue under a name, replacing earlier ones.

        `queue` is the queue's model name, `filters` the active filters by name. Returns None if
        there are MAX_SAVED already.
        """
        with transaction.atomic():
            own = self.filter(user=user, queue=queue)
            names = list(own.values_list("name", flat=True))
            if name not in names and len(names) >= MAX_SAVED:
                return None
            values = {key: value for key, value in filters.items() if key not in UNSAVED}
            key = {"user": user, "queue": queue, "name": name}
            return self.update_or_create(**key, defaults={"filters": values})[0]


class SavedFilter(models.Model):
    """Filters of a queue, under a moderator's name for them."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    queue = models.CharField(max_length=30)
    name = models.CharField(max_length=NAME_LENGTH)
    filters = models.JSONField()

    objects = SavedFilterManager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "queue", "name"], name="one_saved_filter_a_name"
            )
        ]

    def __str__(self):
        return self.name
