"""Convert items of a WordPress export into posts of the blog."""

import json
import re
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from urllib.parse import unquote

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark
from blogsite.transfer.report import shorten
from blogsite.transfer.wordpress.categories import is_chosen
from blogsite.transfer.wordpress.markup import html_of
from blogsite.transfer.wordpress.nesting import free_path
from blogsite.transfer.wordpress.visible import UNDER_PASSWORD, note_losses, was_public
from moderation.text.sanitizing import count_removed, visible_text
from posts.feed_ids import is_usable
from posts.models import Post
from posts.slugs import slug_of

STATUSES = {"publish", "future", "draft", "pending", "private"}
DATED_STATUSES = {"publish", "future", "private"}
UNWANTED_STATUSES = {"trash", "auto-draft", "inherit"}
COMMENT_MODES = {"closed": Post.CommentMode.CLOSED}

EARLIEST_POST_DATE = datetime(1000, 1, 1, tzinfo=UTC)  # archives may date old texts to the day
MAX_TIME_AHEAD = timedelta(days=3650)  # a later date is a mistake

MAX_TITLE_LENGTH = Post._meta.get_field("title").max_length
MAX_DESCRIPTION_LENGTH = Post._meta.get_field("social_description").max_length
MAX_SLUG_LENGTH = Post._meta.get_field("slug").max_length
PICTURE = re.compile(r"/media/(images/[0-9a-f]+)")
WORDS_IN_MADE_TITLE = 8

POST, PAGE = Remark(gettext_noop("post")), Remark(gettext_noop("page"))
LABEL = gettext_noop("%(kind)s %(key)s (line %(line)s), “%(title)s”")
UNTITLED_LABEL = gettext_noop("%(kind)s %(key)s (line %(line)s)")
IN_STATUS = gettext_noop("%(kind)s (%(status)s)")
SANITIZED = gettext_noop("Posts that sanitizing changed")
MOVED = gettext_noop("%(item)s: %(old)s, now %(new)s")
OTHER_STATUS = gettext_noop("post in status “%(status)s”, now a draft")
WITHOUT_DATE = gettext_noop("post without a usable date, now a draft")
WITHOUT_TITLE = gettext_noop("post without a title, named by its first words")
TITLE_CUT = gettext_noop("words of its title after %(length)s characters")


def why_left_out(item) -> Remark | str | None:
    """Return the reason why an item is not imported; None if it is."""
    if item.type not in ("post", "page", ""):
        return shorten(item.type)
    if item.status in UNWANTED_STATUSES:
        return Remark(IN_STATUS, kind=noun_of(item), status=item.status)
    if not key_of(item):
        return Remark(gettext_noop("%(kind)s without id and URL"), kind=noun_of(item))
    return None


def noun_of(item) -> Remark:
    """Return the report's name for an imported item."""
    return PAGE if item.type == "page" else POST


def key_of(item) -> str:
    """Return the key of an item within its site."""
    return item.id or item.link


def is_published(item, post) -> bool:
    """Return whether readers may see the post of an item, now or later."""
    is_public = item.status in ("publish", "future") and not item.password
    return is_public and post.published_at is not None


def categories_of(item) -> dict[str, str]:
    """Return slugs, by name, of the categories that an author chose; they become tags."""
    return {name: slug for name, slug in slugs_of(item.categories).items() if is_chosen(name)}


def slugs_of(terms) -> dict[str, str]:
    """Return the slugs of terms by name; old exports name a term twice, once without its slug."""
    slugs = {}
    for term in terms:
        slugs[unescape(term.name)] = term.slug or slugs.get(unescape(term.name), "")
    return slugs


def footnotes_of(item) -> str:
    """Return the footnotes that the block editor stores beside the body, as HTML to be appended."""
    try:
        notes = [footnote_of(note) for note in json.loads(item.footnotes or "[]")]
    except (ValueError, RecursionError, TypeError, KeyError):
        notes = [f"<li>{escape(item.footnotes)}</li>"]
    items = "".join(notes)
    return f'\n\n<ol class="footnotes">{items}</ol>' if notes else ""


def footnote_of(note: dict) -> str:
    """Return a footnote as the block editor shows it, linked with the text in both directions."""
    text = str(note["content"])
    name = escape(str(note.get("id", "")))
    return (
        f'<li id="{name}">{text} <a href="#{name}-link">↩</a></li>' if name else f"<li>{text}</li>"
    )


def pictures_in(html: str) -> set[str]:
    """Return the names of the pictures of this blog in a text."""
    return set(PICTURE.findall(html))


def described(item) -> str:
    """Return a post's description for social media; a plugin's template is ignored."""
    text = visible_text(item.social_description)
    return "" if "%%" in text else Truncator(text).chars(MAX_DESCRIPTION_LENGTH)


class ImportedPosts:
    """A converter of items into posts, which reports what it changes."""

    def __init__(self, blog, dates, report, survey, library):
        self.blog = blog
        self.dates = dates
        self.report = report
        self.page_paths = survey.page_paths
        self.shared_blocks = survey.shared_blocks
        self.labelled, self.label_of_item = None, ""  # the last labelled item
        self.leads = {}  # pictures of new posts, by the origin of the post
        self.library = library

    def draft(self, item, origin: str) -> Post:
        """Return an unsaved post, not yet published and without an author."""
        post = Post(origin=origin, published_at=self._published_at(item))
        if item.type == "page":
            post.place = Post.Place.PAGE
            self._set_path(post, item)
        html, changes = self._html(item)
        note_losses(self.report, item, self.label(item), changes)
        post.write(html, self.library.images_in_post())
        if lead := self._lead(item):
            self.leads[origin] = lead
        if removed := count_removed(html, post.body_html):
            self.report.list_removed(SANITIZED, self.label(item), removed)
        post.title = self._title(item, post)
        post.slug = self._slug(item, post.title)
        post.feed_id = item.guid if is_usable(item.guid) else None
        post.excerpt = visible_text(item.excerpt)
        post.social_description = described(item)
        post.is_sticky = item.sticky == "1" and not post.is_page
        post.comment_mode = COMMENT_MODES.get(item.comment_status, Post.CommentMode.OPEN)
        return post

    def fill(self, post: Post, item) -> bool:
        """Store the text of a stored post again if missing pictures are available now.

        Return whether it changed. Pictures are fetched before its row is locked. Texts edited here
        are unchanged.
        """
        if post.revisions.exists():
            return False
        html, _ = self._html(item)
        lacks_pictures = pictures_in(html) - pictures_in(post.body)
        if lacks_pictures:
            post.write(html, self.library.images_in_post())
        lead = None if post.lead_image_id else self._lead(item)
        with transaction.atomic():
            self.library.store_waiting()
            if lead:
                post.lead_image_id = lead.pk
            if lead or lacks_pictures:
                post.save()
        return bool(lead or lacks_pictures)

    def _html(self, item):
        self.library.begin_post(self.label(item), is_public=was_public(item))
        return html_of(
            item.body,
            item.link,
            self.library,
            item.id,
            notes=footnotes_of(item),
            shared=self.shared_blocks,
        )

    def _lead(self, item):
        return self.library.lead(item.thumbnail) if item.thumbnail else None

    def _set_path(self, page, item):
        path = self.page_paths.path_of(item)
        page.page_path = free_path(path)
        if page.page_path != path:
            paths = {"old": f"/{path}/", "new": f"/{page.page_path}/"}
            moved = Remark(MOVED, item=self.label(item), **paths)
            self.report.miss(moved, gettext_noop("path that belongs to the site"), was_public(item))

    def report_status(self, item, post: Post):
        """Report a post whose status changes, or that is not published yet."""
        self.report.states[noun_of(item), self._state(item, post)] += 1
        if is_published(item, post) and not post.is_page:
            self.report.moved_count += self.dates.moves(post.published_at, item.date)
        if item.password:
            self.report.changed[UNDER_PASSWORD] += 1
        elif item.status == "private":
            self.report.changed[gettext_noop("private post, now a draft")] += 1
        elif item.status not in STATUSES:
            self.report.changed[Remark(OTHER_STATUS, status=shorten(item.status))] += 1
        elif item.status in ("publish", "future") and post.published_at is None:
            self.report.miss(self.label(item), WITHOUT_DATE)
        elif is_published(item, post) and post.published_at > self.dates.now:
            self.report.list(gettext_noop("Posts dated ahead, scheduled"), self.label(item))

    def _state(self, item, post):
        if not is_published(item, post):
            return "draft"
        return "scheduled" if post.published_at > self.dates.now else "published"

    def _published_at(self, item):
        if item.status not in DATED_STATUSES:
            return None  # the date of a draft is when it was begun
        date = self.dates.parse(item.date_gmt, item.date, item.published)
        return (
            date if date and EARLIEST_POST_DATE <= date <= self.dates.now + MAX_TIME_AHEAD else None
        )

    def _title(self, item, post):
        title = visible_text(item.title)
        if not title:
            self.report.changed[WITHOUT_TITLE] += 1
            words = visible_text(post.body_html).split()[:WORDS_IN_MADE_TITLE]
            title = " ".join(words) or "Untitled"
        if len(title) > MAX_TITLE_LENGTH:
            self.report.miss(self.label(item), Remark(TITLE_CUT, length=MAX_TITLE_LENGTH))
        return title[:MAX_TITLE_LENGTH]

    def _slug(self, item, title):
        for words in (unquote(item.slug), title, f"post-{item.id}"):
            if slug := slug_of(words, MAX_SLUG_LENGTH):
                return slug
        return "post"

    def label(self, item) -> str:
        """Return the report's name for an item."""
        if self.labelled is not item:
            self.labelled, self.label_of_item = item, self._label(item)
        return self.label_of_item

    @staticmethod
    def _label(item):
        names = {"kind": noun_of(item), "key": shorten(key_of(item)), "line": str(item.line)}
        if title := shorten(visible_text(item.title)):
            return Remark(LABEL, title=title, **names)
        return Remark(UNTITLED_LABEL, **names)
