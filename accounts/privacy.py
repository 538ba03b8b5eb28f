"""What the apps hold about people, when it ends, and what erasing empties.

Each app says so in its `personal_data.py`, found by name as Django finds `admin.py`:

HOLDINGS                       a list of Holding, one for each model with personal data
expire_pages_that_show(user)   optional: give pages that show an account's name a new version

`manage.py forget`, erasing a comment, closing an account, backups, restores and a person's download
of their data read this one list.
"""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from traceback import format_tb

from django.apps import apps
from django.db.models import Min, Model, QuerySet
from django.utils import timezone
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext

logger = logging.getLogger(__name__)

# Rows changed by one statement: few enough that nobody waits long for them.
BATCH_SIZE = 1_000


@dataclass(frozen=True)
class RetentionRule:
    """When personal data of a model is deleted or replaced.

    `title` is what `forget` prints with the count; `rows` takes the moment `after` ago and returns
    the rows that are due; `values` replace the data, or `act` is called with each row; without
    either, the rows are deleted.
    """

    title: str
    after: timedelta
    rows: Callable[..., QuerySet]
    values: dict | None = None
    act: Callable | None = None

    def run(self, failures: list[str]) -> int:
        """Delete or replace what is due, and return the number of rows.

        A row on which `act` fails is added to `failures`; the others go on.
        """
        rows = self.rows(timezone.now() - self.after)
        if self.act:
            return sum(self._try(row, failures) for row in list(rows))
        return update_in_batches(rows, **self.values) if self.values else rows.delete()[0]

    def _try(self, row, failures):
        try:
            self.act(row)
        except Exception as error:
            # Not the error's own message: a database quotes the values of the row.
            failure = f"{row._meta.label} {row.pk}: {type(error).__name__}"
            logger.error("%s\n%s", failure, "".join(format_tb(error.__traceback__)))
            failures.append(failure)
            return False
        return True


class RetentionFailed(Exception):
    """Some rows could not be ended, and are tried again the next time; the message names nobody."""


@dataclass(frozen=True)
class Download:
    """The part of a person's download that comes from one model.

    `title` is its heading; `rows` takes the person and returns their rows; `columns` are the
    columns of each row, as lookups. Personal columns that are not among them are `withheld`:
    secrets that would let somebody act as the person, and data for moderators alone. `ids` are
    columns that the page for people leaves out, and the file for programs has. `words` has, by
    column, the words for a code.
    """

    title: str
    rows: Callable[..., QuerySet]
    columns: tuple[str, ...]
    withheld: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    words: dict[str, Callable] = field(default_factory=dict)


@dataclass(frozen=True)
class Holding:
    """The personal data in one model.

    `fields` are its columns; `download` is the part that a person can download, or a sentence why
    they cannot; `retention` says which parts end after a time. With `is_erasable`, people
    can have a row erased: `erased` is when, and `erase()` does it. `empty_copies` takes a comment
    that is being erased, inside its lock, and empties this model's copies of its text. `close`
    takes a person who closes their account, or a guest who wants to be forgotten, and
    `keeps_comments`, and deletes this model's data about them; `remains` is a sentence about what
    stays then, and why.
    """

    model: type[Model]
    fields: tuple[str, ...]
    download: Download | str
    close: Callable | None = None
    remains: str = ""
    retention: tuple[RetentionRule, ...] = ()
    is_erasable: bool = False
    empty_copies: Callable | None = None


def declarations() -> list:
    """Return the `personal_data` module of every installed app that has one."""
    return [
        import_module(f"{app.name}.personal_data")
        for app in apps.get_app_configs()
        if module_has_submodule(app.module, "personal_data")
    ]


def holdings() -> list[Holding]:
    """Return the holdings of all apps."""
    return [holding for module in declarations() for holding in module.HOLDINGS]


def erasable_models() -> list[type[Model]]:
    """Return the models whose rows people can have erased."""
    return [holding.model for holding in holdings() if holding.is_erasable]


def end_old_data() -> Iterator[tuple[str, int]]:
    """Delete or replace all data that is due; yield the title of each rule, and its row count.

    Raises RetentionFailed at the end if some rows could not be ended.
    """
    failures = []
    for holding in holdings():
        for rule in holding.retention:
            yield rule.title, rule.run(failures)
    if failures:
        raise RetentionFailed(", ".join(failures))


def empty_copies(comment):
    """Empty other models' copies of a comment that is being erased, inside its lock."""
    for holding in holdings():
        if holding.empty_copies:
            holding.empty_copies(comment)


def end_person(person, *, keeps_comments: bool):
    """Delete the apps' data about a person, in as many transactions as it takes.

    With `keeps_comments`, published comments stay, without the name. An interrupted run can be
    repeated.
    """
    for holding in holdings():
        if holding.close:
            holding.close(person, keeps_comments=keeps_comments)


def deleting(rows) -> Callable:
    """Return a function for `Holding.close` that deletes the `rows` of a person."""
    return lambda person, **choice: rows(person).delete()


def former_reader() -> str:
    """Return the name that replaces the name of somebody who has closed their account."""
    return gettext("A former reader")


def expire_pages_that_show(user):
    """Expire the cached pages that show a user's name, or a mark that depends on it."""
    for module in declarations():
        if hasattr(module, "expire_pages_that_show"):
            module.expire_pages_that_show(user)


def update_in_batches(rows, **values) -> int:
    """Update rows a few at a time, so that others can write in between; return how many."""
    total, first = 0, rows.aggregate(first=Min("pk"))["first"]
    while first is not None:
        due = rows.filter(pk__gte=first).order_by("pk")
        keys = list(due.values_list("pk", flat=True)[:BATCH_SIZE])
        total += rows.model.objects.filter(pk__in=keys).update(**values)
        first = keys[-1] + 1 if len(keys) == BATCH_SIZE else None
    return total
