"""Import a file: read all of it once, check its records against each other, then store them.

A broken file is not imported at all. A few hundred records, or the comments of a post, are stored
in one transaction, so a second run completes one that was killed.
"""

from io import StringIO
from itertools import batched
from pathlib import Path

from django.db import IntegrityError
from django.utils.translation import gettext_noop

from accounts.models import Person
from blogsite.models import ImportedRecord
from blogsite.transfer.files import AT, ImportRefused, line_of
from blogsite.transfer.garbage import rare_collection
from blogsite.transfer.jsonl.admission import Admission
from blogsite.transfer.jsonl.conversations import ImportedConversations
from blogsite.transfer.jsonl.index import FileIndex
from blogsite.transfer.jsonl.pictures import store_pictures
from blogsite.transfer.jsonl.reader import Line, RecordReader, opened
from blogsite.transfer.jsonl.rows import BATCH_SIZE, ImportedRows
from blogsite.transfer.jsonl.schema import KINDS
from blogsite.transfer.jsonl.values import Unreadable
from blogsite.transfer.people import digest
from blogsite.transfer.progress import Progress
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import ImportReport
from comments.models import Comment
from moderation.models import Case, Report
from posts.models import Blog, FileUpload, Post

DATABASE_REFUSES = gettext_noop("the database refuses a record: %(error)s")
SECOND_BLOG = gettext_noop("the settings of a blog a second time")
OWN_EXPORT = gettext_noop("it was exported from this blog, so all of it is here")


@rare_collection()
def import_jsonl(path, *, dry_run=False, stream=None) -> ImportReport:
    """Import the file at `path`, or only report on it in a dry run; write progress to `stream`.

    Raise ImportRefused, storing nothing, if the file is broken or not an export.
    """
    path, report = Path(path), ImportReport(is_dry_run=dry_run)
    with opened(path) as (file, pictures), FileIndex() as index:
        JsonlImport(file, pictures, index, report, stream or StringIO()).run(dry_run)
    return report


class JsonlImport:
    """One import of one file."""

    def __init__(self, file, pictures, index, report, stream):
        self.pictures = pictures
        self.index = index
        self.report = report
        self.stream = stream
        self.size = file.seek(0, 2)
        self.reader = RecordReader(file, report)
        self.admission = Admission(report)

    def run(self, dry_run):
        self._survey()
        self.imported = self._imported_rows()
        if self._shows_websites:
            del self.report.hidden["website"]
        if dry_run:
            self._count()
            return
        # A second reading reports nothing again.
        self.admission.report = self.reader.report = ImportReport()
        try:
            self._store()
        except IntegrityError as error:
            first_line = str(error).partition("\n")[0]
            raise ImportRefused(DATABASE_REFUSES, error=first_line) from error
        self._weigh_reports()

    def read(self, number: int, offset: int) -> Line:
        """Return the record in a line, checked and cleaned."""
        line = self.reader.read_at(number, offset)
        self.admission.check(line.kind, line.id, line.values)
        return line

    def _survey(self):
        """Read the file without the database; refuse it if it is not a complete export."""
        progress, count, blogs = Progress(self.stream, "Checking", self.size), 0, 0
        for count, line in enumerate(self.reader.lines(), 1):
            try:
                self.admission.check(line.kind, line.id, line.values)
            except Unreadable as error:
                why = Remark(AT, where=f"{line.kind} {line.id}", why=error.reason)
                raise ImportRefused(why, where=line_of(line.number)) from None
            blogs += line.kind == "blog"
            if blogs > 1:
                raise ImportRefused(SECOND_BLOG, where=line_of(line.number))
            self.index.add(line)
            progress.show(line.offset, count, "records")
        self.index.index_comments()
        self.index.check()
        progress.end()

    def _imported_rows(self):
        """Return the rows of earlier imports; in an empty blog, records keep their ids."""
        source = digest("blog", self.reader.source)
        earlier = ImportedRecord.objects.filter(source=source)
        is_empty = not (Post.objects.exists() or Person.objects.exists())
        is_ours = self.reader.source == Blog.objects.current().feed_base
        if is_ours and not (is_empty or earlier.exists()):
            raise ImportRefused(OWN_EXPORT)
        keeps_ids = is_empty or earlier.filter(kind="begun").exists()
        return ImportedRows(source, keeps_ids, self.report)

    @property
    def _shows_websites(self):
        """Return whether readers see authors' websites: a new blog follows the file."""
        return self.imported.keeps_ids or Blog.objects.current().shows_websites

    def _count(self):
        for kind in KINDS:
            for some in batched(self.index.positions(kind), BATCH_SIZE):
                known = self.imported.find(kind, [key for key, _, _ in some])
                self._report(kind, len(some) - len(known), len(known))

    def _store(self):
        total = sum(self.index.count(kind) for kind in KINDS)
        progress, done = Progress(self.stream, "Storing", total), 0
        if self.imported.keeps_ids and not self.imported.find("begun", [1]):
            self.imported.note("begun", {1: 1})
        for kind in KINDS:
            for new, known in self._store_kind(kind):
                self._report(kind, new, known)
                done += new + known
                progress.show(done, done, "records")
        progress.end()

    def _store_kind(self, kind):
        """Store all records of a kind; yield how many are new and how many existed."""
        if kind == "comment":
            comments = ImportedConversations(self.imported, self.index, self.read)
            for post, _, _ in self.index.positions("post"):
                yield comments.store(post)
            return
        for some in batched(self.index.positions(kind), BATCH_SIZE):
            lines = [self.read(number, offset) for _, number, offset in some]
            is_image = kind == "image"
            announced = store_pictures(self.pictures, lines, self.report) if is_image else ()
            counts = self.imported.store(kind, lines)
            FileUpload.objects.end(announced)
            yield counts

    def _report(self, kind, new, known):
        self.report.added[kind] += new
        self.report.existing[kind] += known

    def _weigh_reports(self):
        """Create the cases of the comments with open reports, for the desk's queue."""
        waiting = Report.objects.open().filter(comment__case=None).values("comment").distinct()
        for pk in list(waiting.values_list("comment", flat=True)):
            comment = Comment.objects.get(pk=pk)
            with Post.objects.locked(comment.post_id):
                Case.objects.refresh(comment)
