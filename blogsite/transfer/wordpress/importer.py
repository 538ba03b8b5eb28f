"""Import a WordPress export: read all of it once, then store it post by post.

A post and its comments are stored in one transaction, and each row stores its origin. So a second
run completes one that was killed, and a newer export of the site adds what is new.
"""

from contextlib import closing, nullcontext
from io import StringIO
from itertools import batched
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_noop

from blogsite.transfer.dates import ExportDates
from blogsite.transfer.files import ExportFile
from blogsite.transfer.garbage import rare_collection
from blogsite.transfer.media.fetching import OldSite
from blogsite.transfer.media.library import Library, hosts_of
from blogsite.transfer.media.uploads import uploads_at
from blogsite.transfer.people import ImportedPeople, digest
from blogsite.transfer.progress import Progress
from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import ImportReport
from blogsite.transfer.seen_ids import SeenIds
from blogsite.transfer.spool import comment_spool
from blogsite.transfer.wordpress import reader
from blogsite.transfer.wordpress.batches import Batch, Entry
from blogsite.transfer.wordpress.comments import BATCH_SIZE, ImportedComments
from blogsite.transfer.wordpress.inner_links import InnerLinks
from blogsite.transfer.wordpress.menus import ImportedMenus
from blogsite.transfer.wordpress.old_urls import OldURLs
from blogsite.transfer.wordpress.posts import (
    PAGE,
    ImportedPosts,
    categories_of,
    key_of,
    noun_of,
    slugs_of,
    why_left_out,
)
from blogsite.transfer.wordpress.site import fill_new_blog, first_comment_id, site_of
from blogsite.transfer.wordpress.survey import survey_of
from blogsite.transfer.wordpress.terms import store_terms
from blogsite.transfer.wordpress.visible import note_left_out
from posts.models import Blog, MenuEntry, Post

MAX_ID_LENGTH = 40
COMMENT_UNDER = gettext_noop("comment under: %(what)s")
CATEGORY = gettext_noop("category of a post, now a tag")
WITH_PICTURES_NOW = gettext_noop("post from an earlier import, now with its pictures")


@rare_collection()
def import_wordpress(
    path, *, dry_run=False, stream=None, uploads=None, fetches_media=False
) -> ImportReport:
    """Import the export at `path`, or only report on it in a dry run; write progress to `stream`.

    Pictures come from `uploads`, a folder or zip archive, or from the old site if `fetches_media`.
    Raise ImportRefused, storing nothing, if the file is broken or not a WordPress export.
    """
    files = uploads_at(uploads) if uploads else None
    with closing(files) if files else nullcontext():
        importing = WordPressImport(ExportFile(path), dry_run, stream or StringIO())
        importing.uploads, importing.fetches_media = files, fetches_media
        return importing.run()


class WordPressImport:
    """One import of one export; its pictures come from `uploads` and from `old_site`, if any."""

    uploads, old_site, fetches_media = None, None, False

    def __init__(self, export, dry_run, stream):
        self.export = export
        self.dry_run = dry_run
        self.stream = stream
        self.report = ImportReport(is_dry_run=dry_run)

    def run(self):
        survey = survey_of(self.export, self.stream)
        self.site = site_of(survey.channel, self.export.path.name)
        self._prepare(survey)
        with comment_spool() as spool:
            for item, comments in self._posts_with_progress(spool):
                self._import_item(item, comments)
                if not self.batch.entries:
                    comments.release()
            self.batch.store()
        if not self.dry_run:
            self._store_old_urls(survey)
        self._import_menus(survey)
        self._report_file()
        return self.report

    def origin(self, *parts: str) -> str:
        """Return the origin of an object of the site, by which a later import finds it again."""
        name = " ".join(parts)
        return f"wordpress {self.site} {name if len(name) <= MAX_ID_LENGTH * 2 else digest(name)}"

    def _prepare(self, survey):
        blog = Blog.objects.current()
        self.zone = survey.local_times.zone()
        is_new = not Post.objects.articles().exists()
        if is_new:
            fill_new_blog(blog, survey.channel, self.zone, self.report)
        dates = self.dates = ExportDates(blog.zone)
        self.people = ImportedPeople(self.origin, survey.authors, self.report, dry_run=self.dry_run)
        self.library = self._library(survey)
        self.posts = ImportedPosts(blog, dates, self.report, survey, self.library)
        self.comments = ImportedComments(self.origin, dates, self.report)
        self.comments.hides_websites = not blog.shows_websites
        self.batch = self._batch(survey)
        self.seen_ids = SeenIds()
        self.stored = self._stored_posts()
        self.old_urls = OldURLs(self.origin, self.library)
        self.old_urls.add_listed_terms(survey.terms)
        if is_new and not self.dry_run:
            blog.save()

    def _batch(self, survey):
        first_id = first_comment_id(survey.last_comment_id)
        return Batch(self.posts, self.people, self.library, self._with_authors, first_id)

    def _stored_posts(self):
        """Return the ids of the posts of an earlier import, by their origins."""
        of_site = Post.objects.filter(origin__startswith=self.origin(""))
        return dict(of_site.values_list("origin", "pk").iterator())

    def _library(self, survey):
        hosts = hosts_of(survey.channel.link, survey.channel.base_blog_url)
        if self.fetches_media:
            self.old_site = OldSite(hosts | survey.attachments.hosts)
        library = Library(
            self.origin, self.report, hosts, self.uploads, self.old_site, dry_run=self.dry_run
        )
        library.attachments = survey.attachments
        return library

    def _posts_with_progress(self, spool):
        label = "Checking" if self.dry_run else "Storing"
        progress, done = Progress(self.stream, label, self.export.size), 0
        for item, comments in reader.posts_in(spool, self.export):
            done += len(comments)
            yield item, comments
            progress.show(self.export.position, done, "comments")
        progress.end()

    def _store_old_urls(self, survey):
        path = urlsplit(f"//{self.site}").path if "/" in self.site else ""
        if self.report.added["post"] or self.report.added["page"]:
            store_terms(survey.terms)
        with transaction.atomic():
            self.old_urls.store(survey.authors, path)
            self.library.store_old_urls()
        self._inner_links().store()

    def _inner_links(self):
        return InnerLinks(self.site, self.origin(""))

    def _import_menus(self, survey):
        links = self._inner_links()
        menus = ImportedMenus(survey.menus, survey.terms, self.origin, links, self.report)
        menus.store(dry_run=self.dry_run)
        pages = self.report.states[PAGE, "published"]
        if pages and not (menus.chosen or MenuEntry.objects.exists()):
            self.report.hidden["page"] += pages

    def _import_item(self, item, spool):
        if item.type == "attachment":
            self.old_urls.add_attachment(item)
        reason = why_left_out(item)
        if reason is None and key_of(item) in self.seen_ids:
            reason = Remark(gettext_noop("%(kind)s that the file has twice"), kind=noun_of(item))
        if reason:
            self.report.left_out[reason] += 1
            self.report.left_out[Remark(COMMENT_UNDER, what=reason)] += len(spool)
            note_left_out(self.report, item, self.posts.label(item), len(spool))
            return
        self.seen_ids.add(key_of(item))
        self.old_urls.add_terms("category", slugs_of(item.categories))
        self.old_urls.add_terms("tag", slugs_of(item.tags))
        self._import_post(item, spool)

    def _import_post(self, item, spool):
        origin = self.origin(key_of(item))
        stored = self._stored_post(origin)
        post = stored or self._new_post(item, origin)
        if stored and self.library.has_files and not self.dry_run:
            self._fill(stored, item)
        outlines = self.comments.outlines(spool, post, self.posts.label(item))
        self.report.existing[noun_of(item)] += stored is not None
        self.report.added[noun_of(item)] += stored is None
        self.report.added["comment"] += len(outlines)
        if self.dry_run:
            self._count_authors(post, item, outlines)
        elif outlines or stored is None:
            self.batch.add(Entry(post, item, outlines))

    def _stored_post(self, origin):
        return Post.objects.get(pk=self.stored[origin]) if origin in self.stored else None

    def _fill(self, post, item):
        """Store the missing pictures of a post."""
        if self.posts.fill(post, item):
            self.report.changed[WITH_PICTURES_NOW] += 1

    def _new_post(self, item, origin):
        if item.type == "page":
            self.batch.store()  # its path must differ from those of all earlier pages
        post = self.posts.draft(item, origin)
        self.posts.report_status(item, post)
        self.report.changed[CATEGORY] += len(categories_of(item))
        return post

    def _count_authors(self, post, item, outlines):
        if post.pk is None:
            self.people.author(item.creator)
        for batch in batched(outlines, BATCH_SIZE):
            for comment in self.comments.comments_of(batch):
                self.people.author_of(comment)

    def _with_authors(self, outlines):
        comments = self.comments.comments_of(outlines)
        self.people.set_authors(comments)
        return comments

    def _report_file(self):
        self.export.report_repairs(self.report)
        if self.uploads and self.uploads.remark:
            self.report.remarks.append(self.uploads.remark)
        if remark := self.dates.remark():
            self.report.details.append(remark)
        self.report.time_zone = self.zone or ""
