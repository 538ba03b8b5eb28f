"""The post or comment of this site at a URL."""

import re
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

from django.conf import settings
from django.http.request import validate_host
from django.urls import Resolver404, resolve

from blogsite.models import Mention
from blogsite.old_urls.targets import path_now
from comments.models import Comment
from posts.foreign_pages import find
from posts.models import Post

POST_VIEWS = {"posts:post", "pages:page"}
COMMENT_VIEWS = {"comments:comment", "comments:branch"}
COMMENT_FRAGMENT = re.compile(r"comment-([1-9][0-9]{0,17})")
DEFAULT_PORTS = {"http": 80, "https": 443}


class Target(NamedTuple):
    """A post, and the comment below it that is answered, if any."""

    post: Post
    comment: Comment | None = None

    @property
    def refusal(self) -> str:
        """Return why it accepts no answer from another site, as a sentence; "" if it does."""
        return (self.comment or self.post).refusal(to_guest=True)


def is_of_this_site(parts: SplitResult) -> bool:
    """Return whether a URL is on this site, by its host and port."""
    own = urlsplit(settings.SITE_ADDRESS)
    hosts = [own.hostname, *(host for host in settings.ALLOWED_HOSTS if host != "*")]
    return parts.port in (None, 80, 443, own.port) and validate_host(parts.hostname, hosts)


def target_of(url: str) -> Target | None:
    """Return the post or comment at a URL, None if there is nothing to answer.

    It is on this site, or is a page of a known site with a conversation here.
    """
    parts = urlsplit(url)
    if not is_of_this_site(parts):
        post = find(url)
        return post and _within(post, parts.fragment)
    path = unquote(parts.path) or "/"
    if "\x00" in path:
        return None
    if target := _target_at(path, parts.fragment):
        return target
    moved = path_now(path, parts.query)
    return _target_at(moved.partition("?")[0], parts.fragment) if moved else None


def _target_at(path, fragment):
    try:
        match = resolve(path)
    except (Resolver404, ValueError):
        return None
    if match.view_name in COMMENT_VIEWS:
        return _comment(match.kwargs["pk"])
    if match.view_name not in POST_VIEWS:
        return None
    post = Post.objects.published().at(**match.kwargs).first()
    return post and _within(post, fragment)


def _within(post, fragment):
    """Return the comment below a post that a fragment names, else the post."""
    named = COMMENT_FRAGMENT.fullmatch(fragment)
    answered = named and _comment(int(named[1]))
    return answered if answered and answered.post == post else Target(post)


def _comment(pk):
    visible = Comment.objects.visible().select_related("post")
    comment = visible.filter(pk=pk).first()
    return comment and Target(comment.post, comment)


def comparable(url: str) -> str:
    """Return a normalized URL, for comparisons.

    Raises ValueError for text that is not a URL.
    """
    parts = urlsplit(url.strip())
    host, port = (parts.hostname or "").lower(), parts.port or DEFAULT_PORTS.get(parts.scheme)
    port = "" if port in DEFAULT_PORTS.values() else f":{port}"
    query = f"?{parts.query}" if parts.query else ""
    path = unquote(parts.path, errors="replace").rstrip("/")
    return f"{host}{port}{path}{query}#{parts.fragment}"


def key_of(source: str, post_id: int, parent_id: int | None) -> str:
    """Return a key for a page and its target.

    A page with another fragment is the same page.
    """
    page = comparable(source).partition("#")[0]
    return sha256(f"{page}\0{post_id}\0{parent_id}".encode()).hexdigest()


def key_of_mention(mention: Mention) -> str:
    """Return the key of an imported one; its comment is stored already."""
    if not mention.source:  # erased: nobody can send it again
        return sha256(f"erased {mention.comment_id}".encode()).hexdigest()
    return key_of(mention.source, mention.comment.post_id, mention.comment.parent_id)
