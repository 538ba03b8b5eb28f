"""Owners' lists for screening: phrases, and hosts of links."""

from collections import defaultdict
from uuid import uuid4

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.list_revision import ListRevision

MAX_ENTRIES = 10_000  # of one list
ENTRY_LENGTH = 200  # characters
BATCH_SIZE = 500  # rows


class ListProblem(Exception):
    """A list was not changed; the text is a sentence that says why."""


class Kind(models.TextChoices):
    PHRASES = "phrases", _("Phrases")
    LINKS = "links", _("Hosts of links")


class Effect(models.TextChoices):
    """The consequence of an entry that is found in a comment."""

    HOLD = "hold", _("Hold")
    REFUSE = "refuse", _("Refuse")
    NOTE = "note", _("Note for moderators")
    ALLOW = "allow", _("Allow")


EFFECTS = {
    Kind.PHRASES: (Effect.HOLD, Effect.REFUSE, Effect.NOTE),
    Kind.LINKS: (Effect.HOLD, Effect.REFUSE, Effect.ALLOW),
}


class ScreeningListManager(models.Manager):
    def with_size(self):
        """Return all lists, each with the number of its entries in force as `size`."""
        return self.annotate(size=models.Count("entries", filter=Q(entries__until=None)))

    def by_effect(self, kind) -> "list[tuple[ScreeningList, dict[str, int]]]":
        """Return the lists of a kind, each with its entries in force counted by effect."""
        entries = ListEntry.objects.in_force().filter(list__kind=kind).order_by()
        numbers = entries.values_list("list", "effect").annotate(models.Count("pk"))
        counts = defaultdict(dict)
        for pk, effect, number in numbers:
            counts[pk][effect] = number
        return [(each, counts[each.pk]) for each in self.filter(kind=kind)]

    def by_kind(self) -> "dict[str, list[ScreeningList]]":
        """Return all lists with their sizes by kind; one query."""
        lists = list(self.with_size())
        return {kind: [one for one in lists if one.kind == kind] for kind in Kind.values}

    def start(self, kind, title, *, house_rule, sentence, by) -> "ScreeningList":
        """Store and return a new empty list, with its first revision."""
        with transaction.atomic():
            new = self.create(kind=kind, title=title, revision=1)
            new.revisions.create(number=1, house_rule=house_rule, sentence=sentence, by=by)
        return new


class ScreeningList(models.Model):
    """A list of phrases or of hosts; each change of it is a ListRevision.

    `revision` is the number of the last one. `token` is new after each change: workers cache their
    index of a list by it.
    """

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    title = models.CharField(_("title"), max_length=80)
    revision = models.PositiveIntegerField(default=0)
    token = models.UUIDField(default=uuid4)

    objects = ScreeningListManager()

    class Meta:
        verbose_name = _("list of phrases or hosts")
        verbose_name_plural = _("lists of phrases and hosts")
        ordering = ["kind", "title", "pk"]

    def __str__(self):
        return self.title

    @property
    def last_revision(self) -> ListRevision:
        return self.revisions.select_related("house_rule", "by").get(number=self.revision)

    @property
    def effects(self) -> tuple[Effect, ...]:
        """The effects that an entry of the list may have."""
        return EFFECTS[Kind(self.kind)]

    def change_texts(self, *, house_rule, sentence, by) -> ListRevision | None:
        """Store another house rule and sentence; return None if they are unchanged."""
        with transaction.atomic():
            last = self._lock()
            if (last.house_rule, last.sentence) == (house_rule, sentence):
                return None
            return self._revise(last, by, house_rule=house_rule, sentence=sentence)

    def add(self, entries: dict[str, str], effect: str, *, by) -> ListRevision | None:
        """Add entries, their texts by key; an existing one with another effect is replaced.

        Returns None if all exist already. Raises ListProblem if there would be too many.
        """
        with transaction.atomic():
            last = self._lock()
            present = {entry.key: entry for entry in self.entries.in_force()}
            new = [
                ListEntry(list=self, key=key, text=text, effect=effect, since=self.revision + 1)
                for key, text in entries.items()
                if key not in present or present[key].effect != effect
            ]
            if not new:
                return None
            replaced = [present[entry.key].pk for entry in new if entry.key in present]
            if len(present) + len(new) - len(replaced) > MAX_ENTRIES:
                text = gettext("A list has at most %(number)d entries. Nothing was added.")
                raise ListProblem(text % {"number": MAX_ENTRIES})
            self._end(replaced)
            ListEntry.objects.bulk_create(new, batch_size=BATCH_SIZE)
            return self._revise(last, by, added=len(new), removed=len(replaced))

    def keys_with(self, effect: str) -> set[str]:
        """Return the keys of the entries in force that have an effect."""
        return set(self.entries.in_force().filter(effect=effect).values_list("key", flat=True))

    def remove(self, keys, *, by) -> ListRevision | None:
        """Remove the entries with these primary keys; return None if there are none."""
        with transaction.atomic():
            last = self._lock()
            present = set(self.entries.in_force().values_list("pk", flat=True))
            ended = self._end(present.intersection(keys))
            return self._revise(last, by, removed=ended) if ended else None

    def undo(self, revision: ListRevision, *, by) -> ListRevision:
        """Undo the last revision; raises ListProblem if it is not the last, or the first."""
        with transaction.atomic():
            last = self._lock()
            if revision.pk != last.pk or last.number == 1:
                raise ListProblem(gettext("Somebody has changed this list since."))
            before = self.revisions.get(number=last.number - 1)
            added = self.entries.in_force().filter(since=last.number)
            removed = self.entries.filter(until=last.number)
            again = [
                ListEntry(list=self, key=e.key, text=e.text, effect=e.effect, since=last.number + 1)
                for e in removed
            ]
            ended = added.update(until=last.number + 1)
            ListEntry.objects.bulk_create(again, batch_size=BATCH_SIZE)
            texts = {"house_rule": before.house_rule, "sentence": before.sentence}
            counts = {"added": len(again), "removed": ended}
            return self._revise(last, by, undoes=last, **texts, **counts)

    def _lock(self):
        """Lock the row, read it again, and return its last revision."""
        ScreeningList.objects.select_for_update(no_key=True).get(pk=self.pk)
        self.refresh_from_db()
        return self.last_revision

    def _end(self, pks):
        """End entries with the next revision; return how many there were."""
        pks, ended = list(pks), 0
        for start in range(0, len(pks), BATCH_SIZE):
            batch = self.entries.filter(pk__in=pks[start : start + BATCH_SIZE])
            ended += batch.update(until=self.revision + 1)
        return ended

    def _revise(self, last, by, **values):
        values = {"house_rule": last.house_rule, "sentence": last.sentence} | values
        self.revision, self.token = last.number + 1, uuid4()
        self.save(update_fields=["revision", "token"])
        return self.revisions.create(number=self.revision, by=by, **values)


class ListEntryQuerySet(models.QuerySet):
    def in_force(self):
        """Return the entries of the last revision."""
        return self.filter(until=None)

    def of_revisions(self, numbers: dict[int, int]):
        """Return the entries that lists had in revisions, by the primary keys of the lists."""
        condition = Q(pk__in=[])
        for pk, number in numbers.items():
            condition |= Q(list=pk, since__lte=number) & (Q(until=None) | Q(until__gt=number))
        return self.filter(condition)


class ListEntry(models.Model):
    """One phrase or host of a list, in force from revision `since` until before `until`."""

    list = models.ForeignKey(ScreeningList, models.PROTECT, related_name="entries")
    text = models.CharField(max_length=ENTRY_LENGTH)  # as typed
    key = models.CharField(max_length=4 * ENTRY_LENGTH)  # normalized: the same for all spellings
    effect = models.CharField(max_length=10, choices=Effect)
    since = models.PositiveIntegerField()
    until = models.PositiveIntegerField(null=True)

    objects = ListEntryQuerySet.as_manager()

    class Meta:
        ordering = ["text", "pk"]
        indexes = [models.Index(fields=["list", "since"], name="entries_by_revision")]
        constraints = [
            models.UniqueConstraint(
                fields=["list", "key"], condition=Q(until=None), name="one_entry_a_key"
            )
        ]

    def __str__(self):
        return self.text
