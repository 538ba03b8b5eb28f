"""Import a WordPress export: read all of it once, then store it post by post.

A post and its comments are stored in one transaction, and each row stores its origin. So a second
run completes one that was killed, and a newer export of the site adds what is new.
"""

from dataclasses import dataclass, field
from io import StringIO
from itertools import batched
from urllib.parse import urlsplit

from django.db import transaction

from blogsite.transfer.dates import ExportDates
from blogsite.transfer.files import MAX_QUOTE_LENGTH, ExportFile
from blogsite.transfer.people import ImportedPeople, digest
from blogsite.transfer.progress import Progress
from blogsite.transfer.report import ImportReport
from blogsite.transfer.seen_ids import SeenIds
from blogsite.transfer.wordpress import reader
from blogsite.transfer.wordpress.comments import BATCH_SIZE, ImportedComments
from blogsite.transfer.wordpress.posts import ImportedPosts, categories_of, key_of, why_left_out
from comments.models import Comment
from moderation.text.sanitizing import visible_text
from posts.models import Blog, Post

MAX_SITE_LENGTH = 120  # together with the longest id it fits into an origin
MAX_ID_LENGTH = 40


def import_wordpress(path, *, dry_run=False, stream=None) -> ImportReport:
    """Import the export at `path`, or only report on it in a dry run; write progress to `stream`.

    Raise ImportRefused, storing nothing, if the file is broken or no WordPress export.
    """
    return WordPressImport(ExportFile(path), dry_run, stream or StringIO()).run()


@dataclass
class Survey:
    """The result of the first reading of an export."""

    channel: reader.ChannelRecord = field(default_factory=reader.ChannelRecord)
    authors: list = field(default_factory=list)
    items: int = 0
    comments: int = 0


class WordPressImport:
    """One import of one export."""

    def __init__(self, export, dry_run, stream):
        self.export = export
        self.dry_run = dry_run
        self.stream = stream
        self.report = ImportReport()

    def run(self):
        survey = self._survey()
        self.site = site_of(survey.channel, self.export.path.name)
        self._prepare(survey)
        for item, comments in self._posts_with_progress():
            self._import_item(item, comments)
        self._report_file()
        return self.report

    def origin(self, *parts: str) -> str:
        """Return the origin of something in the site, by which a later import finds it again."""
        name = " ".join(parts)
        return f"wordpress {self.site} {name if len(name) <= MAX_ID_LENGTH * 2 else digest(name)}"

    # First reading, without the database

    def _survey(self):
        survey = Survey()
        progress = Progress(self.stream, "Looking", self.export.size)
        for record in reader.records(self.export):
            if isinstance(record, reader.CommentRecord):
                survey.comments += 1
                progress.show(self.export.position, survey.comments, "comments")
            elif isinstance(record, reader.ItemRecord):
                survey.items += 1
            elif isinstance(record, reader.AuthorRecord):
                survey.authors.append(record)
            else:
                survey.channel = record
        progress.end()
        return survey

    # Second reading

    def _prepare(self, survey):
        blog = Blog.objects.current()
        dates = self.dates = ExportDates(blog.zone)
        self.people = ImportedPeople(self.origin, survey.authors, self.report, dry_run=self.dry_run)
        self.posts = ImportedPosts(dates, self.report)
        self.comments = ImportedComments(self.origin, dates, self.report)
        self.seen_ids = SeenIds()
        if not self.dry_run:
            fill_new_blog(blog, survey.channel)

    def _posts_with_progress(self):
        label = "Checking" if self.dry_run else "Storing"
        progress, done = Progress(self.stream, label, self.export.size), 0
        for item, comments in reader.posts(self.export):
            done += len(comments)
            yield item, comments
            progress.show(self.export.position, done, "comments")
        progress.end()

    def _import_item(self, item, spool):
        reason = why_left_out(item)
        if reason is None and key_of(item) in self.seen_ids:
            reason = "post that the file has twice"
        if reason:
            self.report.left_out[reason] += 1
            self.report.left_out[f"comment under: {reason}"] += len(spool)
            return
        self.seen_ids.add(key_of(item))
        self._import_post(item, spool)

    def _import_post(self, item, spool):
        origin = self.origin(key_of(item))
        stored = Post.objects.filter(origin=origin).first()
        post = stored or self._new_post(item, origin)
        outlines = self.comments.outlines(spool, post)
        self.report.existing["post"] += stored is not None
        self.report.added["post"] += stored is None
        self.report.added["comment"] += len(outlines)
        if self.dry_run:
            self._count_authors(post, item, outlines)
        elif outlines or stored is None:
            with transaction.atomic():
                self._store(post, item, outlines)

    def _new_post(self, item, origin):
        post = self.posts.draft(item, origin)
        self.posts.report_status(item, post)
        self.report.changed["category of a post, now a tag"] += len(categories_of(item))
        self.report.left_out["term of a post that is no tag and no category"] += item.other_terms
        return post

    def _count_authors(self, post, item, outlines):
        if post.pk is None:
            self.people.author(item.creator)
        for batch in batched(outlines, BATCH_SIZE):
            for comment in self.comments.comments_of(batch):
                self.people.author_of(comment)

    def _store(self, post, item, outlines):
        if post.pk is None:
            post.author = self.people.author(item.creator).user
            self.posts.store(post, item)
        if outlines:
            Comment.objects.build(post, outlines, self._with_authors)

    def _with_authors(self, outlines):
        comments = self.comments.comments_of(outlines)
        self.people.set_authors(comments)
        return comments

    def _report_file(self):
        self.report.changed["control character dropped"] += self.export.controls_dropped
        self.report.changed["byte of Windows-1252 in the text"] += (
            self.export.decoding.windows_1252_count
        )
        self.report.changed["byte that is no text, now U+FFFD"] += (
            self.export.decoding.replaced_count
        )
        self.report.changed["place where XML was not escaped"] += self.export.repair.count
        self._report_text_outside("before the beginning", self.export.preamble)
        self._report_text_outside("after the end", self.export.epilogue)
        if remark := self.dates.remark():
            self.report.remarks.append(remark)

    def _report_text_outside(self, where, text):
        if quote := text.strip()[:MAX_QUOTE_LENGTH]:
            self.report.remarks.append(
                f"Something stood {where} of the XML and was passed over: {quote!r}"
            )


def site_of(channel, file_name: str) -> str:
    """Return the exported site's URL without its scheme, else the file name, as its identity."""
    for url in (channel.base_blog_url, channel.link):
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.netloc:
            site = f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
            return site if len(site) <= MAX_SITE_LENGTH else digest(site)
    return file_name if len(file_name) <= MAX_SITE_LENGTH else digest(file_name)


def fill_new_blog(blog, channel):
    """Copy the exported site's name and description to a blog without a name and posts."""
    name = visible_text(channel.title)
    if name and blog.name == Blog.DEFAULT_NAME and not Post.objects.exists():
        blog.name = name[: Blog._meta.get_field("name").max_length]
        blog.about = blog.about or visible_text(channel.description)
        blog.save()
