"""Import the comments of another system: read all of them once, then store them by conversation.

A broken file is not imported at all. A conversation is stored in one transaction, and each comment
with its origin. So a second run completes one that was killed, and a newer file of the site adds
what is new.
"""

from dataclasses import dataclass
from io import StringIO
from itertools import batched

from django.utils.translation import gettext_noop

from blogsite.transfer.comment_systems.comments import FOREIGN, MovedComments, Visitors
from blogsite.transfer.comment_systems.exported_urls import host_of
from blogsite.transfer.comment_systems.places import (
    join_to_page,
    new_post,
    post_elsewhere,
    post_of,
    publish,
)
from blogsite.transfer.comment_systems.records import MessageRecord, PageRecord
from blogsite.transfer.comment_systems.source import CommentSource
from blogsite.transfer.comment_systems.staged import StagedComments
from blogsite.transfer.comment_systems.staging import Staging, urls_of
from blogsite.transfer.dates import ExportDates
from blogsite.transfer.garbage import rare_collection
from blogsite.transfer.people import digest
from blogsite.transfer.progress import Progress
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import ImportReport, shorten
from blogsite.transfer.wordpress.comments import BATCH_SIZE
from blogsite.transfer.wordpress.importer import MAX_ID_LENGTH
from comments.models import Comment
from posts.models import Blog, Post

ELSEWHERE = "page elsewhere"
THE_FILE = gettext_noop("the file")
WITHOUT_PAGE = gettext_noop("comment of a page that the file does not have")
UNSEEN = gettext_noop("comment that nobody saw, of a page elsewhere")
COMMENTS_AT = gettext_noop("%(url)s (comments: %(count)s)")
PAGES_ELSEWHERE = gettext_noop(
    "Pages that are no posts here; each has one for its conversation, in no list"
)


@rare_collection()
def import_comments(source: CommentSource, *, dry_run=False, stream=None, hosts=()) -> ImportReport:
    """Import a source's comments, or only report on it in a dry run; write progress to `stream`.

    `hosts` are further hosts of the site's pages. Raise ImportRefused, storing nothing, if the file
    is broken or of another kind.
    """
    with Staging() as staging:
        importing = CommentImport(source, staging, dry_run, stream or StringIO())
        return importing.run([host_of(host) for host in hosts])


@dataclass
class Conversation:
    """The pages of one article, and their post, if it is here."""

    name: str  # in the staging
    article: str
    pages: list[PageRecord]
    post: Post | None


class CommentImport:
    """One import of one file."""

    def __init__(self, source, staging, dry_run, stream):
        self.source = source
        self.staging = staging
        self.dry_run = dry_run
        self.stream = stream
        self.report = ImportReport(is_dry_run=dry_run)

    def run(self, hosts):
        self._read()
        blog = Blog.objects.current()
        dates = ExportDates(blog.zone)
        self.comments = MovedComments(self.origin, dates, self.report, self.source)
        self.comments.hides_websites = not blog.shows_websites
        self.people = Visitors(self.origin, [], self.report, dry_run=self.dry_run)
        self.sites = Visitors(self._origin_of_site, [], ImportReport(), dry_run=self.dry_run)
        progress, done = Progress(self.stream, self._verb, self.staging.message_count), 0
        for conversation in self._conversations(hosts):
            done += self._import(conversation)
            progress.show(done, done, "comments")
        progress.end()
        self.source.report_repairs(self.report)
        return self.report

    @property
    def _verb(self):
        return "Checking" if self.dry_run else "Storing"

    def origin(self, *parts: str) -> str:
        """Return the origin of an object in the file, by which a later import finds it again."""
        name = " ".join(parts)
        if name.startswith(FOREIGN):
            return name.removeprefix(FOREIGN)
        name = name if len(name) <= MAX_ID_LENGTH * 2 else digest(name)
        return f"{self.source.name} {self.source.site} {name}"

    @staticmethod
    def _origin_of_site(*parts):
        return " ".join(("page", *parts))

    def _read(self):
        progress, count = Progress(self.stream, "Looking", self.source.size), 0
        for record in self.source.records():
            self.staging.add(record)
            count += isinstance(record, MessageRecord)
            progress.show(self.source.position, count, "comments")
        progress.end()
        self.staging.index()

    def _conversations(self, hosts):
        """Return the conversations, merging those of articles that are one post here."""
        conversations = {}
        for article, pages in self.staging.articles(hosts).items():
            post = post_of(urls_of(pages))
            name = f"post {post.pk}" if post else f"article {article}"
            known = conversations.setdefault(name, Conversation(name, article, [], post))
            known.pages += pages
            self.staging.set_conversation(pages, name)
        self._report_pages()
        return list(conversations.values())

    def _report_pages(self):
        left_out = self.report.left_out
        left_out[gettext_noop("page without comments")] += (
            self.staging.count_of_pages_without_comments()
        )
        deleted = self.staging.count_of_comments(of_deleted_pages=True)
        left_out[gettext_noop("comment of a deleted page")] += deleted
        homeless = self.staging.count_of_comments(of_deleted_pages=False)
        self.report.miss(THE_FILE, WITHOUT_PAGE, homeless)

    def _import(self, conversation) -> int:
        """Import a conversation; return how many comments the file has of it."""
        post = conversation.post
        if post is None:
            post = post_elsewhere(conversation.article, conversation.pages)
            post = post or new_post(conversation.article, conversation.pages)
        staged = StagedComments(self.staging, conversation.name)
        staged.find_copies(self.comments.stored_ids)
        left_out = self.report.left_out
        if post.pk is None and not staged.has_shown:
            left_out[UNSEEN] += staged.count
            return staged.count
        left_out[gettext_noop("copy of a comment")] += len(staged.copies)
        left_out[gettext_noop("deleted comment without replies")] += len(staged.unanswered)
        staged.rename(self.comments.foreign_ids(staged, post))
        outlines = self.comments.outlines(staged, post, label_of(post))
        self.report.added["comment"] += len(outlines)
        if outlines and post.is_elsewhere:
            self._report_elsewhere(post, conversation, len(outlines))
        if outlines:
            self._report_likes(conversation, outlines)
            self._store(post, conversation, outlines)
        return staged.count

    def _report_elsewhere(self, post, conversation, count):
        self.report.added[ELSEWHERE] += post.pk is None
        where = shorten_url(conversation.article)
        self.report.note(PAGES_ELSEWHERE, Remark(COMMENTS_AT, url=where, count=count))

    def _report_likes(self, conversation, outlines):
        numbers = {outline.source.number for outline in outlines}
        for name, counts in self.staging.votes(conversation.name).items():
            lost = sum(count for number, count in counts if number in numbers)
            self.report.miss(label_of(conversation.post or conversation), name, lost)

    def _store(self, post, conversation, outlines):
        if self.dry_run:
            for some in batched(outlines, BATCH_SIZE):
                self.comments.comments_of(some)
            return
        with Blog.objects.one_version():
            if post.pk is None:
                host = conversation.article.partition("/")[0] or self.source.name
                moment = min(outlines[0].created, self.comments.dates.now)
                publish(post, self.sites.author(host).user, moment)
            if post.is_elsewhere:
                join_to_page(post, conversation.article, conversation.pages)
            Comment.objects.build(post, outlines, self._with_authors)
            self._pin(post, conversation, outlines)

    def _with_authors(self, outlines):
        comments = self.comments.comments_of(outlines)
        self.people.set_authors(comments)
        return comments

    def _pin(self, post, conversation, outlines):
        """Pin the comment that was pinned, if no other is."""
        numbers = self.staging.pinned(conversation.name)
        pinned = [o for o in outlines if o.source.number in numbers and o.is_published]
        if pinned:
            Post.objects.filter(pk=post.pk, pinned_key=None).update(pinned_key=pinned[0].pk)


def label_of(page) -> Remark:
    """Return the report's name for the post, or the page, of a conversation."""
    title = getattr(page, "title", "") or shorten_url(getattr(page, "article", ""))
    return Remark(gettext_noop("the comments on “%(title)s”"), title=shorten(title))


def shorten_url(url: str) -> str:
    """Return the printable characters of a URL, cut to fit on a line."""
    return "".join(filter(str.isprintable, url[:150])).strip() or "a page without a URL"
