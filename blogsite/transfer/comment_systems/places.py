"""Find the post of a conversation, or create one for a page of another site."""

from django.urls import Resolver404, resolve

from blogsite.old_urls.targets import path_now
from blogsite.transfer.comment_systems.exported_urls import ExportedURL, exported_url
from blogsite.transfer.comment_systems.records import PageRecord
from blogsite.transfer.people import digest
from moderation.text.links import is_link
from moderation.text.sanitizing import visible_text
from posts.foreign_pages import standing_for
from posts.foreign_urls import SiteURL, url_or_none
from posts.models import Blog, ForeignPage, ForeignURL, Post

POST_ROUTES = {"posts:post", "pages:page"}
MAX_KEY_LENGTH = 200
# Endings under which a page may be stored that was visited under another.
ENDINGS = ("/", "", ".html", "/index.html", ".htm", ".php")


def post_of(urls: list[ExportedURL]) -> Post | None:
    """Return the post that is, or once was, at one of these URLs' paths."""
    return next(filter(None, map(_post_at, urls)), None)


def _post_at(url):
    paths = [url.written]
    if url.path and not url.query:
        paths += [f"{url.path}{ending}" for ending in ENDINGS]
    if post := next(filter(None, map(_post_here, dict.fromkeys(paths))), None):
        return post
    posts = Post.objects.on_this_blog()
    if post := not url.query and posts.filter(old_addresses__path__in=paths).first():
        return post
    target = path_now(url.written, url.query) if url.written.startswith("/") else None
    return _post_here(target.partition("?")[0]) if target else None


def _post_here(path):
    """Return the post at a current path of this site."""
    try:
        match = resolve(path)
    except (Resolver404, ValueError):
        return None
    if match.view_name not in POST_ROUTES:
        return None
    return Post.objects.on_this_blog().at(**match.kwargs).first()


def origin_of(article: str) -> str:
    """Return the origin of the post for an article elsewhere, the same in every import."""
    return f"page {article if len(article) <= MAX_KEY_LENGTH else digest(article)}"


def post_elsewhere(article: str, pages: list[PageRecord]) -> Post | None:
    """Return the post for an article elsewhere: from an earlier import, or from its site's own
    pages, where the conversation has continued.
    """
    if post := Post.objects.filter(origin=origin_of(article)).first():
        return post
    keys = [url.key for url in _foreign_urls(article, pages)]
    known = ForeignURL.objects.filter(key__in=keys).select_related("page__post")
    return next((url.page.post for url in known.order_by("pk")), None)


def new_post(article: str, pages: list[PageRecord]) -> Post:
    """Return an unsaved post for an article elsewhere, with nothing but its title and URL."""
    url = next((page.url for page in pages if is_link(page.url)), "")
    titles = (visible_text(page.title) for page in pages)
    title = next(filter(None, titles), "")
    post = standing_for(article.strip() or "/", url, title, origin=origin_of(article))
    if all(page.is_closed for page in pages):
        post.comment_mode = Post.CommentMode.CLOSED
    return post


def publish(post: Post, author, moment):
    """Store a new post for an article elsewhere; the caller opens the transaction."""
    post.author = author
    day = Blog.objects.current().date_of(moment)
    post.slug = Post.objects.free_slug(post.slug, day)
    post.publish(at=moment)


def join_to_page(post: Post, article: str, pages: list[PageRecord]):
    """Make an article's URLs lead to its post, if its site embeds conversations."""
    urls = _foreign_urls(article, pages)
    page = ForeignPage.objects.filter(post=post).first()
    free = [url for url in urls if not ForeignURL.objects.filter(key=url.key).exists()]
    if page:
        page.add_urls(free)
    elif free:
        ForeignPage.objects.store(post, free[0], other_urls=free[1:])


def _foreign_urls(article, pages) -> list[SiteURL]:
    """Return the article's URLs on its own host, as its site would write them."""
    written = [url for page in pages for url in (page.url, page.other_url)]
    # Most have a query that does not identify the page; only a few parameters are known.
    plain = [
        url.partition("?")[0] for url in written if (page := exported_url(url)) and not page.query
    ]
    host = article.partition("/")[0]
    urls = filter(None, map(url_or_none, [*plain, *written, f"https://{article}"]))
    return list({url.key: url for url in urls if url.host == host}.values())
