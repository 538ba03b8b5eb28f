"""Convert items of a WordPress export into posts of the blog."""

import json
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from blogsite.transfer.report import shorten
from blogsite.transfer.wordpress.markup import html_of
from moderation.text.sanitizing import count_removed, visible_text
from posts.feed_ids import is_usable
from posts.models import Blog, OldAddress, Post, Tag
from posts.slugs import slug_of

STATUSES = {"publish", "future", "draft", "pending", "private"}
DATED_STATUSES = {"publish", "future", "private"}
UNWANTED_STATUSES = {"trash", "auto-draft", "inherit"}
COMMENT_MODES = {"closed": Post.CommentMode.CLOSED}

EARLIEST_POST_DATE = datetime(1000, 1, 1, tzinfo=UTC)  # archives date old texts truly
MAX_TIME_AHEAD = timedelta(days=3650)  # a later date is a mistake

# The category that WordPress gives to a post without one.
DEFAULT_CATEGORIES = {"uncategorized", "uncategorised"}

MAX_TITLE_LENGTH = Post._meta.get_field("title").max_length
MAX_SLUG_LENGTH = Post._meta.get_field("slug").max_length
MAX_PATH_LENGTH = OldAddress._meta.get_field("path").max_length
WORDS_IN_MADE_TITLE = 8


def why_left_out(item) -> str | None:
    """Return the reason why an item is not imported; None if it is."""
    if item.type not in ("post", ""):
        return shorten(item.type)
    if item.status in UNWANTED_STATUSES:
        return f"post ({item.status})"
    if not key_of(item):
        return "post without id and address"
    return None


def key_of(item) -> str:
    """Return the identity of an item among those of the site."""
    return item.id or item.link


def categories_of(item) -> dict[str, str]:
    """Return slugs by names of the categories that an author chose; they become tags."""
    return {name: slug for name, slug in slugs_of(item.categories).items() if is_chosen(name)}


def is_chosen(category: str) -> bool:
    """Return whether a category is not the default one."""
    return category.lower() not in DEFAULT_CATEGORIES


def slugs_of(terms) -> dict[str, str]:
    """Return the slugs of terms by name; old exports name a term twice, once without its slug."""
    slugs = {}
    for term in terms:
        slugs[unescape(term.name)] = term.slug or slugs.get(unescape(term.name), "")
    return slugs


def footnotes_of(item) -> str:
    """Return the footnotes that the block editor stores beside the body, as HTML to follow it."""
    try:
        notes = [footnote_of(note) for note in json.loads(item.footnotes or "[]")]
    except (ValueError, RecursionError, TypeError, KeyError):
        notes = [f"<li>{escape(item.footnotes)}</li>"]
    return f"\n\n<ol>{''.join(notes)}</ol>" if notes else ""


def footnote_of(note: dict) -> str:
    """Return a footnote as the block editor shows it: the text's link leads to it, its own back."""
    text = str(note["content"])
    name = escape(str(note.get("id", "")))
    return (
        f'<li id="{name}">{text} <a href="#{name}-link">↩</a></li>' if name else f"<li>{text}</li>"
    )


class ImportedPosts:
    """A converter of items into posts, which reports what it changes."""

    def __init__(self, dates, report):
        self.dates = dates
        self.report = report

    def draft(self, item, origin: str) -> Post:
        """Return an unsaved post, not yet published and without an author."""
        post = Post(origin=origin, published_at=self._published_at(item))
        html, changes = html_of(item.body + footnotes_of(item), base=item.link)
        self.report.changed.update(changes)
        post.write(html)
        if removed := count_removed(html, post.body_html):
            self.report.list_removed("Posts that sanitizing changed", self._label(item), removed)
        post.title = self._title(item, post)
        post.slug = self._slug(item, post.title)
        post.feed_id = item.guid if is_usable(item.guid) else None
        post.excerpt = visible_text(item.excerpt)
        post.comment_mode = COMMENT_MODES.get(item.comment_status, Post.CommentMode.OPEN)
        return post

    def store(self, post: Post, item):
        """Save a post with its status, tags and old path; the caller opens the transaction."""
        if Post.objects.filter(feed_id=post.feed_id).exists():
            post.feed_id = None  # another post has it, perhaps from a copy of the site
        if self._is_published(item, post):
            day = Blog.objects.current().date_of(post.published_at)
            post.slug = Post.objects.free_slug(post.slug, day)
            post.publish()
        else:
            post.save()
        self._tag(post, categories_of(item) | slugs_of(item.tags))
        self._store_old_path(post, item)

    def _tag(self, post, slugs):
        if not slugs:
            return
        tags = {tag.slug for tag in post.tag(slugs, slugs)}
        other_slug_count = sum(slug not in tags for slug in slugs.values() if slug)
        self.report.changed["tag with another slug than in the file"] += other_slug_count
        cut_count = sum(len(name) > Tag.LENGTH for name in slugs)
        self.report.changed[f"tag’s name cut to {Tag.LENGTH} characters"] += cut_count

    def report_status(self, item, post: Post):
        """Report a post whose status changes, or that is not published yet."""
        if item.password:
            self.report.changed["post under a password, now a draft"] += 1
        elif item.status == "private":
            self.report.changed["private post, now a draft"] += 1
        elif item.status not in STATUSES:
            self.report.changed[f"post in status “{shorten(item.status)}”, now a draft"] += 1
        elif item.status in ("publish", "future") and post.published_at is None:
            self.report.list("Posts without a usable date, now drafts", self._label(item))
        elif self._is_published(item, post) and post.published_at > self.dates.now:
            self.report.list("Posts dated ahead, scheduled", self._label(item))

    def _is_published(self, item, post):
        is_public = item.status in ("publish", "future") and not item.password
        return is_public and post.published_at is not None

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
            self.report.changed["post without a title, named by its first words"] += 1
            words = visible_text(post.body_html).split()[:WORDS_IN_MADE_TITLE]
            title = " ".join(words) or "Untitled"
        if len(title) > MAX_TITLE_LENGTH:
            self.report.list("Titles cut", self._label(item))
        return title[:MAX_TITLE_LENGTH]

    def _slug(self, item, title):
        for words in (unquote(item.slug), title, f"post-{item.id}"):
            if slug := slug_of(words, MAX_SLUG_LENGTH):
                return slug
        return "post"

    def _store_old_path(self, post, item):
        try:
            parts = urlsplit(item.link)
        except ValueError:
            return
        path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
        is_new_path = post.date and path == unquote(post.get_absolute_url())
        if path.strip("/") and len(path) <= MAX_PATH_LENGTH and not is_new_path:
            _, is_new = OldAddress.objects.get_or_create(path=path, defaults={"post": post})
            if not is_new:
                self.report.list("Old addresses that lead to another post", self._label(item))

    def _label(self, item):
        return f"post {shorten(key_of(item))} (line {item.line})"
