from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from blogsite.backup.site_lock import import_is_running
from blogsite.models.import_file import MAX_NAME_LENGTH, ImportFile
from blogsite.transfer.remarks import Remark, as_data, from_data, localize
from blogsite.transfer.report_data import data_of, report_of
from blogsite.transfer.report_texts import ReportTexts

IMPORT_RETENTION = timedelta(days=90)  # with their reports, which name posts and authors


class ImportQuerySet(models.QuerySet):
    def older_than(self, moment):
        return self.filter(created__lt=moment).exclude(state__in=Import.RUNNING)

    def running(self):
        return self.filter(state__in=Import.RUNNING)


class Import(models.Model):
    """An owner's import in the admin: its file, its options, its progress, its report.

    First comes a dry run, which stores only its report. An import that was stopped, or whose
    process died, can be continued: each importer adds what is missing.
    """

    class State(models.TextChoices):
        NEW = "new", _("not looked at yet")
        CHECKING = "checking", _("dry run")
        CHECKED = "checked", _("dry run done, not imported")
        IMPORTING = "importing", _("being imported")
        STOPPED = "stopped", _("stopped")
        FAILED = "failed", _("not possible")
        DONE = "done", _("imported")

    RUNNING = (State.CHECKING, State.IMPORTING)

    file = models.ForeignKey(ImportFile, models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=MAX_NAME_LENGTH)
    source = models.CharField(max_length=20)
    pictures = models.ForeignKey(ImportFile, models.SET_NULL, null=True, related_name="+")
    fetches_pictures = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    has_stored = models.BooleanField(default=False)  # an import has begun, not only a dry run
    begun = models.DateTimeField(null=True)  # when a process began the last run
    ended = models.DateTimeField(null=True)
    is_stop_asked = models.BooleanField(default=False)
    # Why the last run ended early: a Remark as data; before that, as text.
    reason = models.JSONField(null=True)
    problem = models.TextField(default="")
    # State of the files at the last dry run, from `ImportFile.state`.
    looked_at = models.CharField(max_length=200, default="", db_default="")
    outcome = models.JSONField(null=True)  # the report, in the form of `report_data.py`
    # The report as text, for imports by an earlier release.
    report = models.TextField(default="")
    full_report = models.TextField(default="")
    # The current step of the run, by the importer's name for it, and its progress.
    step = models.CharField(max_length=30, default="")
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    counted = models.PositiveBigIntegerField(default=0)
    noun = models.CharField(max_length=60, default="")

    objects = ImportQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self):
        return self.file_name

    @property
    def is_running(self) -> bool:
        """Whether it is running or waits for its turn, by its row."""
        return self.state in self.RUNNING

    @property
    def has_died(self) -> bool:
        """Whether the process that ran it is gone."""
        return self.is_running and self.begun is not None and not import_is_running()

    @property
    def has_file(self) -> bool:
        return self.file is not None and self.file.is_whole

    @property
    def may_import(self) -> bool:
        """Whether its current state was checked by a dry run, or the import had begun."""
        halted = self.state in (self.State.STOPPED, self.State.FAILED) and self.has_stored
        was_looked_at = self.state == self.State.CHECKED or halted
        return was_looked_at and self.has_file and not self.has_changed

    @property
    def has_changed(self) -> bool:
        """Whether a file has changed since the last dry run."""
        return bool(self.looked_at) and self.looked_at != self._files_now

    @property
    def _files_now(self) -> str:
        return " ".join(file.state for file in (self.file, self.pictures) if file)

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def texts(self) -> ReportTexts | None:
        """Return the sentences of the report, in the active language; None without a report."""
        return ReportTexts(report_of(self.outcome)) if self.outcome else None

    @property
    def why(self) -> str:
        """Return why the last run ended early, in the active language."""
        return localize(from_data(self.reason)) if self.reason else self.problem

    @property
    def has_report(self) -> bool:
        return bool(self.outcome or self.report)

    @property
    def whole_text(self) -> str:
        """Return the report with all details as text, in the active language."""
        if self.outcome is None:
            return self.full_report
        return "\n".join(ReportTexts(report_of(self.outcome), verbose=True).lines())

    @property
    def time_zone(self) -> str | None:
        """Return the export's time zone if this blog's zone moves posts to other days, or None."""
        is_dry_run = self.state == self.State.CHECKED
        if is_dry_run and self.outcome and self.outcome["moved_count"]:
            return self.outcome["time_zone"] or None
        return None

    def choose_pictures(self, pictures: ImportFile | None, *, fetches: bool):
        """Set where pictures come from; a change requires another dry run."""
        self.pictures, self.fetches_pictures = pictures, fetches
        self.state = self.State.NEW
        self.save(update_fields=["pictures", "fetches_pictures", "state"])

    def begin(self, state):
        """Store that a dry run or an import is to run, or to continue."""
        self.state, self.begun, self.ended = state, None, None
        self.is_stop_asked, self.reason, self.problem = False, None, ""
        self.has_stored = self.has_stored or state == self.State.IMPORTING
        if state == self.State.CHECKING:
            self.looked_at = self._files_now
        self.step, self.done, self.total, self.counted, self.noun = "", 0, 0, 0, ""
        self.save()

    def take_up(self) -> bool:
        """Store that a process runs it from now on; return False if it was stopped before."""
        self.begun = timezone.now()
        return bool(Import.objects.running().filter(pk=self.pk).update(begun=self.begun))

    def ask_to_stop(self):
        """Ask the process that runs it to stop soon; if none does, it has stopped."""
        if self.begun is None or self.has_died:
            self.end(self.State.STOPPED)
        else:
            self.is_stop_asked = True
            self.save(update_fields=["is_stop_asked"])

    def end(self, state, reason: Remark | None = None):
        """Store that a run has ended, and why if it ended early."""
        self.state, self.ended = state, timezone.now()
        self.reason = None if reason is None else as_data(reason)
        self.save(update_fields=["state", "reason", "ended"])

    def finish(self, report):
        """Store the report of a completed run."""
        is_dry_run = self.state == self.State.CHECKING
        self.outcome = data_of(report)
        self.report = self.full_report = ""
        self.save(update_fields=["outcome", "report", "full_report"])
        self.end(self.State.CHECKED if is_dry_run else self.State.DONE)
