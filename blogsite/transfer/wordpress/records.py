"""The records of a WordPress export and their names in the file.

Each value is text, unchanged from the file.
"""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

NAMESPACES = [
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/?"), "wp"),
    (re.compile(r"https?://wordpress\.org/export/[\d.]+/excerpt/?"), "excerpt"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?"), "dc"),
    (re.compile(r"https?://(?:www\.)?disqus\.com/?"), "dsq"),
]


def standard_prefix(uri: str) -> str:
    """Return the prefix used here for a namespace; "" for unknown ones."""
    return next((standard for shape, standard in NAMESPACES if shape.fullmatch(uri)), "")


@dataclass(slots=True)
class ChannelRecord:
    """The site that was exported."""

    title: str = ""
    link: str = ""
    description: str = ""
    language: str = ""
    base_blog_url: str = ""


@dataclass(slots=True)
class AuthorRecord:
    """A user of the site who wrote something in it."""

    id: str = ""
    login: str = ""
    email: str = ""
    display_name: str = ""


@dataclass(slots=True)
class TermRecord:
    """A category or a tag of the site; `kind` says which, `parent` is the slug of its parent."""

    kind: str
    id: str = ""
    slug: str = ""
    name: str = ""
    parent: str = ""
    description: str = ""


@dataclass(slots=True)
class CommentRecord:
    """A comment, or something else that plugins store among comments."""

    line: int
    id: str = ""
    author: str = ""
    email: str = ""
    ip: str = ""
    date: str = ""
    date_gmt: str = ""
    body: str = ""
    approved: str = ""
    type: str = ""
    parent: str = ""
    user_id: str = ""
    website: str = ""


class Term(NamedTuple):
    """A tag or a category of an item, and its slug (WordPress: nicename) if the file has it."""

    name: str
    slug: str = ""


@dataclass(slots=True)
class ItemRecord:
    """A post, or something else that WordPress stores among posts."""

    line: int
    id: str = ""
    title: str = ""
    link: str = ""
    guid: str = ""
    creator: str = ""
    body: str = ""
    excerpt: str = ""
    published: str = ""
    date: str = ""
    date_gmt: str = ""
    comment_status: str = ""
    slug: str = ""
    status: str = ""
    type: str = "post"
    password: str = ""
    tags: list[Term] = field(default_factory=list)
    categories: list[Term] = field(default_factory=list)
    menus: list[Term] = field(default_factory=list)  # the menus of a menu entry
    other_terms: int = 0
    footnotes: str = ""  # JSON
    social_description: str = ""
    parent: str = ""  # the id of a page's parent, or of an attachment's post
    order: str = ""
    sticky: str = ""
    attachment_url: str = ""
    thumbnail: str = ""  # the id of the lead picture's attachment
    alt: str = ""  # of an attachment
    thread_identifier: str = ""  # in a file made for Disqus's importer
    menu_item: dict = field(default_factory=dict)  # of a menu entry: what it leads to


# Lists of an item, by the domain of its terms. Exports before WordPress 3.0 call tags "tag", and
# name each term once more without a nicename, categories then without a domain.
TERMS = {"post_tag": "tags", "tag": "tags", "category": "categories", None: "categories"}
TERMS |= {"nav_menu": "menus"}

UNSTRIPPED_FIELDS = {"body", "excerpt"}  # in other fields, blanks around the text mean nothing

FIELDS = {
    "channel": {
        "title": "title",
        "link": "link",
        "description": "description",
        "language": "language",
        "wp:base_blog_url": "base_blog_url",
    },
    "wp:author": {
        "wp:author_id": "id",
        "wp:author_login": "login",
        "wp:author_email": "email",
        "wp:author_display_name": "display_name",
    },
    "wp:category": {
        "wp:term_id": "id",
        "wp:category_nicename": "slug",
        "wp:cat_name": "name",
        "wp:category_parent": "parent",
        "wp:category_description": "description",
    },
    "wp:tag": {
        "wp:term_id": "id",
        "wp:tag_slug": "slug",
        "wp:tag_name": "name",
        "wp:tag_description": "description",
    },
    "item": {
        "title": "title",
        "link": "link",
        "guid": "guid",
        "dc:creator": "creator",
        "content:encoded": "body",
        "excerpt:encoded": "excerpt",
        "pubDate": "published",
        "wp:post_id": "id",
        "wp:post_date": "date",
        "wp:post_date_gmt": "date_gmt",
        "wp:comment_status": "comment_status",
        "wp:post_name": "slug",
        "wp:status": "status",
        "wp:post_type": "type",
        "wp:post_password": "password",
        "wp:post_parent": "parent",
        "wp:menu_order": "order",
        "wp:is_sticky": "sticky",
        "wp:attachment_url": "attachment_url",
        "dsq:thread_identifier": "thread_identifier",
    },
    "wp:comment": {
        "wp:comment_id": "id",
        "wp:comment_author": "author",
        "wp:comment_author_email": "email",
        "wp:comment_author_IP": "ip",
        "wp:comment_author_url": "website",
        "wp:comment_date": "date",
        "wp:comment_date_gmt": "date_gmt",
        "wp:comment_content": "body",
        "wp:comment_approved": "approved",
        "wp:comment_type": "type",
        "wp:comment_parent": "parent",
        "wp:comment_user_id": "user_id",
    },
    "wp:postmeta": {
        "wp:meta_key": "key",
        "wp:meta_value": "value",
    },
}
# Fields of an item that stand in its metadata, by their keys there.
SOCIAL_DESCRIPTION = "_yoast_wpseo_opengraph-description"  # of the most common plugin
META_FIELDS = {
    "footnotes": "footnotes",
    SOCIAL_DESCRIPTION: "social_description",
    "_thumbnail_id": "thumbnail",
    "_wp_attachment_image_alt": "alt",
}
MENU_ITEM_PREFIX = "_menu_item_"
CHILD_RECORDS = {
    "": {"rss"},
    "rss": {"channel"},
    "channel": {"wp:author", "wp:category", "wp:tag", "item"},
    "item": {"wp:comment", "wp:postmeta"},
}
