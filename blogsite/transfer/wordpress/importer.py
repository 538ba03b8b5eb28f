"""Taking a WordPress export into the blog: looked at whole, then stored a post at a time.

A post and its comments are one transaction, and all that is stored knows where it came from. So a
run that was killed is finished by another, and a newer export of a site adds what is new.
"""

from dataclasses import dataclass, field
from io import StringIO
from itertools import batched
from urllib.parse import urlsplit

from django.db import transaction

from blogsite.transfer.dates import ExportClock
from blogsite.transfer.files import LONGEST_QUOTE, ExportFile
from blogsite.transfer.people import ImportedPeople, digest
from blogsite.transfer.progress import Progress
from blogsite.transfer.report import ImportReport
from blogsite.transfer.seen_ids import SeenIds
from blogsite.transfer.wordpress import reader
from blogsite.transfer.wordpress.comments import AT_ONCE, ImportedComments
from blogsite.transfer.wordpress.posts import ImportedPosts, categories_of, key_of, why_left_out
from comments.models import Comment
from moderation.text.sanitizing import visible_text
from posts.models import Blog, Post

LONGEST_SITE = 120  # with the longest id it fits into an origin
LONGEST_ID = 40


def import_wordpress(path, *, dry_run=False, stream=None) -> ImportReport:
    """Take the export at `path` in, or only look at it; progress goes to `stream`.

    Raises ImportRefused, with nothing stored, when the file is broken or no WordPress export.
    """
    return WordPressImport(ExportFile(path), dry_run, stream or StringIO()).run()


@dataclass
class Survey:
    """What the first reading of an export found."""

    channel: reader.Channel = field(default_factory=reader.Channel)
    authors: list = field(default_factory=list)
    items: int = 0
    comments: int = 0


class WordPressImport:
    def __init__(self, export, dry_run, stream):
        self.export = export
        self.dry_run = dry_run
        self.stream = stream
        self.report = ImportReport()

    def run(self):
        survey = self._survey()
        self.site = site_of(survey.channel, self.export.path.name)
        self._prepare(survey)
        for item, comments in self._watched():
            self._take(item, comments)
        self._report_file()
        return self.report

    def origin(self, *parts: str) -> str:
        """Name something of the site, for good; what was imported is known again by it."""
        name = " ".join(parts)
        return f"wordpress {self.site} {name if len(name) <= LONGEST_ID * 2 else digest(name)}"

    # First reading: nothing is asked of the database

    def _survey(self):
        survey = Survey()
        progress = Progress(self.stream, "Looking", self.export.size)
        for record in reader.records(self.export):
            if isinstance(record, reader.Comment):
                survey.comments += 1
                progress.show(self.export.position, survey.comments, "comments")
            elif isinstance(record, reader.Item):
                survey.items += 1
            elif isinstance(record, reader.Author):
                survey.authors.append(record)
            else:
                survey.channel = record
        progress.end()
        return survey

    # Second reading

    def _prepare(self, survey):
        blog = (Blog.objects.first() or Blog()) if self.dry_run else Blog.objects.current()
        clock = self.clock = ExportClock(blog.zone)
        self.people = ImportedPeople(self.origin, survey.authors, self.report, dry_run=self.dry_run)
        self.posts = ImportedPosts(clock, self.report)
        self.comments = ImportedComments(self.origin, clock, self.report)
        self.seen = SeenIds()
        if not self.dry_run:
            fill_new_blog(blog, survey.channel)

    def _watched(self):
        label = "Checking" if self.dry_run else "Storing"
        progress, done = Progress(self.stream, label, self.export.size), 0
        for item, comments in reader.posts(self.export):
            done += len(comments)
            yield item, comments
            progress.show(self.export.position, done, "comments")
        progress.end()

    def _take(self, item, pile):
        reason = why_left_out(item)
        if reason is None and key_of(item) in self.seen:
            reason = "post that the file has twice"
        if reason:
            self.report.left_out[reason] += 1
            self.report.left_out[f"comment under: {reason}"] += len(pile)
            return
        self.seen.add(key_of(item))
        self._take_post(item, pile)

    def _take_post(self, item, pile):
        origin = self.origin(key_of(item))
        stored = Post.objects.filter(origin=origin).first()
        post = stored or self._new_post(item, origin)
        outlines = self.comments.outlines(pile, post)
        self.report.already_there["post"] += stored is not None
        self.report.came_in["post"] += stored is None
        self.report.came_in["comment"] += len(outlines)
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
        for some in batched(outlines, AT_ONCE):
            for comment in self.comments.written(some):
                self.people.author_of(comment)

    def _store(self, post, item, outlines):
        if post.pk is None:
            post.author = self.people.author(item.creator).user
            self.posts.store(post, item)
        if outlines:
            Comment.objects.build(post, outlines, self._signed)

    def _signed(self, outlines):
        comments = self.comments.written(outlines)
        self.people.sign(comments)
        return comments

    def _report_file(self):
        self.report.changed["control character dropped"] += self.export.controls_dropped
        self.report.changed["byte of Windows-1252 in the text"] += self.export.decoding.of_windows
        self.report.changed["byte that is no text, now U+FFFD"] += self.export.decoding.replaced
        self.report.changed["place where XML was not escaped"] += self.export.mending.count
        self._report_passed_over("before the beginning", self.export.preamble)
        self._report_passed_over("after the end", self.export.epilogue)
        if remark := self.clock.remark():
            self.report.remarks.append(remark)

    def _report_passed_over(self, where, text):
        if quote := text.strip()[:LONGEST_QUOTE]:
            self.report.remarks.append(
                f"Something stood {where} of the XML and was passed over: {quote!r}"
            )


def site_of(channel, file_name: str) -> str:
    """Give what tells one exported site from another: its address without http: or https:."""
    for address in (channel.base_blog_url, channel.link):
        try:
            parts = urlsplit(address)
        except ValueError:
            continue
        if parts.netloc:
            site = f"{parts.netloc.lower()}{parts.path.rstrip('/')}"
            return site if len(site) <= LONGEST_SITE else digest(site)
    return file_name if len(file_name) <= LONGEST_SITE else digest(file_name)


def fill_new_blog(blog, channel):
    """Give a blog that nobody has named or written in yet the exported one's name and motto."""
    name = visible_text(channel.title)
    if name and blog.name == Blog.DEFAULT_NAME and not Post.objects.exists():
        blog.name = name[: Blog._meta.get_field("name").max_length]
        blog.about = blog.about or visible_text(channel.description)
        blog.save()
