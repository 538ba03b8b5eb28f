"""Items of a WordPress export, as posts of the blog."""

import json
from datetime import UTC, datetime, timedelta
from html import escape, unescape
from urllib.parse import unquote, urlsplit

from blogsite.transfer.report import shortly
from blogsite.transfer.wordpress.markup import html_of
from moderation.text.sanitizing import count_removed, visible_text
from posts.feed_ids import is_usable
from posts.models import Blog, OldAddress, Post, Tag
from posts.slugs import slug_of

STATUSES = {"publish", "future", "draft", "pending", "private"}
DATED_STATUSES = {"publish", "future", "private"}
UNWANTED_STATUSES = {"trash", "auto-draft", "inherit"}
MODES = {"closed": Post.CommentMode.CLOSED}

OLDEST = datetime(1000, 1, 1, tzinfo=UTC)  # archives put old texts under their own dates
FARTHEST = timedelta(days=3650)  # ahead; what is later is no plan

# Where WordPress files a post that nobody has filed: no subject.
UNFILED = {"uncategorized", "uncategorised"}

TITLE_LENGTH = Post._meta.get_field("title").max_length
SLUG_LENGTH = Post._meta.get_field("slug").max_length
PATH_LENGTH = OldAddress._meta.get_field("path").max_length
WORDS_FOR_A_TITLE = 8


def why_left_out(item) -> str | None:
    """Say what an item is when it is not a post that the blog takes."""
    if item.type not in ("post", ""):
        return shortly(item.type)
    if item.status in UNWANTED_STATUSES:
        return f"post ({item.status})"
    if not key_of(item):
        return "post without id and address"
    return None


def key_of(item) -> str:
    """Give what tells an item from the site's others."""
    return item.id or item.link


def categories_of(item) -> dict[str, str]:
    """Return the categories that somebody chose, which become tags: their slugs by their names."""
    return {name: slug for name, slug in slugs_of(item.categories).items() if is_chosen(name)}


def is_chosen(category: str) -> bool:
    return category.lower() not in UNFILED


def slugs_of(terms) -> dict[str, str]:
    """Return the slugs of terms by name; old exports name a term twice, once without its slug."""
    slugs = {}
    for term in terms:
        slugs[unescape(term.name)] = term.slug or slugs.get(unescape(term.name), "")
    return slugs


def footnotes_of(item) -> str:
    """Give the footnotes that the block editor keeps beside a body, as HTML to stand below it."""
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
    """Makes posts of items; what had to be changed goes into the report."""

    def __init__(self, clock, report):
        self.clock = clock
        self.report = report

    def draft(self, item, origin: str) -> Post:
        """Give an unsaved post, not published yet and without an author."""
        post = Post(origin=origin, published_at=self._moment(item))
        html, changes = html_of(item.body + footnotes_of(item), base=item.link)
        self.report.changed.update(changes)
        post.write(html)
        if lost := count_removed(html, post.body_html):
            self.report.lost("Posts that sanitizing changed", self._said(item), lost)
        post.title = self._title(item, post)
        post.slug = self._slug(item, post.title)
        post.feed_id = item.guid if is_usable(item.guid) else None
        post.excerpt = visible_text(item.excerpt)
        post.comment_mode = MODES.get(item.comment_status, Post.CommentMode.OPEN)
        return post

    def store(self, post: Post, item):
        """Save a post as what it was, with its old address; inside a transaction."""
        if Post.objects.filter(feed_id=post.feed_id).exists():
            post.feed_id = None  # another post had it first, of a copy of the site perhaps
        if self._is_shown(item, post):
            day = Blog.objects.current().date_of(post.published_at)
            post.slug = Post.objects.free_slug(post.slug, day)
            post.publish()
        else:
            post.save()
        self._tag(post, categories_of(item) | slugs_of(item.tags))
        self._keep_old_address(post, item)

    def _tag(self, post, slugs):
        if not slugs:
            return
        tags = {tag.slug for tag in post.tag(slugs, slugs)}
        elsewhere = sum(slug not in tags for slug in slugs.values() if slug)
        self.report.changed["tag with another slug than in the file"] += elsewhere
        cut = sum(len(name) > Tag.LENGTH for name in slugs)
        self.report.changed[f"tag’s name cut to {Tag.LENGTH} characters"] += cut

    def report_status(self, item, post: Post):
        """Say so where a post does not become what its status says, or is not out yet."""
        if item.password:
            self.report.changed["post under a password, now a draft"] += 1
        elif item.status == "private":
            self.report.changed["private post, now a draft"] += 1
        elif item.status not in STATUSES:
            self.report.changed[f"post in status “{shortly(item.status)}”, now a draft"] += 1
        elif item.status in ("publish", "future") and post.published_at is None:
            self.report.list("Posts without a usable date, now drafts", self._said(item))
        elif self._is_shown(item, post) and post.published_at > self.clock.now:
            self.report.list("Posts dated ahead, scheduled", self._said(item))

    def _is_shown(self, item, post):
        is_public = item.status in ("publish", "future") and not item.password
        return is_public and post.published_at is not None

    def _moment(self, item):
        if item.status not in DATED_STATUSES:
            return None  # the day it was begun, which is not when it will be published
        moment = self.clock.moment(item.date_gmt, item.date, item.published)
        return moment if moment and OLDEST <= moment <= self.clock.now + FARTHEST else None

    def _title(self, item, post):
        title = visible_text(item.title)
        if not title:
            self.report.changed["post without a title, named by its first words"] += 1
            words = visible_text(post.body_html).split()[:WORDS_FOR_A_TITLE]
            title = " ".join(words) or "Untitled"
        if len(title) > TITLE_LENGTH:
            self.report.list("Titles cut", self._said(item))
        return title[:TITLE_LENGTH]

    def _slug(self, item, title):
        for words in (unquote(item.slug), title, f"post-{item.id}"):
            if slug := slug_of(words, SLUG_LENGTH):
                return slug
        return "post"

    def _keep_old_address(self, post, item):
        try:
            parts = urlsplit(item.link)
        except ValueError:
            return
        path = unquote(parts.path) + (f"?{parts.query}" if parts.query else "")
        is_the_new_one = post.date and path == unquote(post.get_absolute_url())
        if path.strip("/") and len(path) <= PATH_LENGTH and not is_the_new_one:
            _, is_new = OldAddress.objects.get_or_create(path=path, defaults={"post": post})
            if not is_new:
                self.report.list("Old addresses that lead to another post", self._said(item))

    def _said(self, item):
        return f"post {shortly(key_of(item))} (line {item.line})"
