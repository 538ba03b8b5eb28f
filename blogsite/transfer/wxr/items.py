"""The elements of posts, pages, pictures and comments."""

import re
from collections.abc import Iterator

from blogsite.transfer.wordpress.records import SOCIAL_DESCRIPTION
from blogsite.transfer.wxr.elements import cdata, dates, element, group, meta
from blogsite.transfer.wxr.markup import comment_markup, post_markup
from comments.models import Comment
from posts.models import Post, Tag

APPROVED = {
    Comment.Status.PUBLISHED: "1",
    Comment.Status.HELD: "0",
    Comment.Status.REJECTED: "spam",
    Comment.Status.REMOVED: "trash",
    Comment.Status.WITHDRAWN: "trash",
}
STATUSES = {"published": "publish", "scheduled": "future", "unpublished": "private"}
NOT_IN_LOGINS = re.compile(r"[^a-z0-9_.@-]")


# Posts and pictures share their ids in WordPress.


def id_of_post(pk: int) -> int:
    return pk * 2


def id_of_image(pk: int) -> int:
    return pk * 2 + 1


def login_of(user) -> str:
    """Return a user name with only the characters that WordPress's importer keeps."""
    login = NOT_IN_LOGINS.sub("", user.username.lower())
    return login if login == user.username.lower() else f"account-{user.pk}"


class Items:
    """Writes items with URLs of `site`, such as https://blog.example, and times in `zone`."""

    def __init__(self, site, zone, with_personal_data):
        self.site = site
        self.zone = zone
        self.with_personal_data = with_personal_data
        pairs = Tag.objects.exclude(parent=None).values_list("pk", "parent")
        self.categories = {pk for pair in pairs for pk in pair}

    def personal(self, text) -> str:
        return str(text or "") if self.with_personal_data else ""

    def author(self, user) -> str:
        return group(
            "wp:author",
            element("wp:author_id", user.pk),
            element("wp:author_login", login_of(user)),
            element("wp:author_email", self.personal(user.email)),
            element("wp:author_display_name", user.display_name),
            element("wp:author_first_name"),
            element("wp:author_last_name"),
        )

    def category(self, tag) -> str:
        """Return a tag that has a parent or children: a category in WordPress."""
        return group(
            "wp:category",
            element("wp:term_id", tag.pk),
            element("wp:category_nicename", tag.slug),
            element("wp:category_parent", tag.parent.slug if tag.parent else ""),
            element("wp:cat_name", tag.name),
            element("wp:category_description", tag.description),
        )

    def tag(self, tag) -> str:
        return group(
            "wp:tag",
            element("wp:term_id", tag.pk),
            element("wp:tag_slug", tag.slug),
            element("wp:tag_name", tag.name),
            element("wp:tag_description", tag.description),
        )

    def begin_post(self, post, parent: int = 0) -> str:
        """Return the beginning of the item of a post or page; its comments and `</item>` follow."""
        is_page = post.place == Post.Place.PAGE
        path = post.get_absolute_url() if post.date or post.page_path else "/"
        name = post.path_names[-1] if post.path_names else post.slug
        status = STATUSES.get(post.state, "draft")
        if post.is_elsewhere and status == "publish":
            status = "private"  # only its conversation was here
        parts = [
            element("title", post.title),
            element("link", f"{self.site}{path}"),
            element("dc:creator", login_of(post.author)),
            element("guid", post.feed_id or f"{self.site}{path}", isPermaLink="false"),
            element("description"),
            element("content:encoded", post_markup(post.body_html, self.site)),
            element("excerpt:encoded", post.excerpt),
            element("wp:post_id", id_of_post(post.pk)),
            *dates("wp:post_date", post.published_at, self.zone),
            *dates("wp:post_modified", post.updated, self.zone),
            element("wp:comment_status", "open" if post.takes_comments else "closed"),
            element("wp:ping_status", "closed"),
            element("wp:post_name", name),
            element("wp:status", status),
            element("wp:post_parent", id_of_post(parent)),
            element("wp:menu_order", 0),
            element("wp:post_type", "page" if is_page else "post"),
            element("wp:post_password"),
            element("wp:is_sticky", int(post.is_sticky)),
            *map(self._term, post.tags.all()),
        ]
        if post.lead_image_id:
            parts.append(meta("_thumbnail_id", str(id_of_image(post.lead_image_id))))
        if post.social_description:
            parts.append(meta(SOCIAL_DESCRIPTION, post.social_description))
        return "\n".join(["<item>", *parts])

    def _term(self, tag):
        domain = "category" if tag.pk in self.categories else "post_tag"
        return element("category", tag.name, domain=domain, nicename=tag.slug)

    def image(self, image) -> str:
        """Return the item of a picture: its largest file that every program can show."""
        url = f"{self.site}{image.source}"
        name = image.file_names[-1]
        return group(
            "item",
            element("title", image.alt or name.rpartition("/")[2]),
            element("link", url),
            element("dc:creator", login_of(image.by) if image.by_id else ""),
            element("guid", url, isPermaLink="false"),
            element("description"),
            element("content:encoded"),
            element("excerpt:encoded"),
            element("wp:post_id", id_of_image(image.pk)),
            *dates("wp:post_date", image.created, self.zone),
            element("wp:comment_status", "closed"),
            element("wp:ping_status", "closed"),
            element("wp:post_name", f"image-{image.pk}"),
            element("wp:status", "inherit"),
            element("wp:post_parent", 0),
            element("wp:menu_order", 0),
            element("wp:post_type", "attachment"),
            element("wp:post_password"),
            element("wp:is_sticky", 0),
            element("wp:attachment_url", url),
            meta("_wp_attached_file", name),
            meta("_wp_attachment_image_alt", image.alt),
        )

    def comments(self, post) -> Iterator[str]:
        """Yield the elements of a post's comments, each parent before its replies."""
        rows = Comment.objects.on(post).select_related("author__user", "author__joined_to__user")
        for comment in rows.order_by("pk").iterator(chunk_size=500):
            yield self.comment(comment)

    def comment(self, comment) -> str:
        account = comment.author.account
        return group(
            "wp:comment",
            element("wp:comment_id", comment.pk),
            element("wp:comment_author", self._name(comment)),
            element("wp:comment_author_email", self.personal(comment.email)),
            element("wp:comment_author_url", self.personal(comment.website)),
            element("wp:comment_author_IP", self.personal(comment.ip)),
            *dates("wp:comment_date", comment.created, self.zone),
            f"<wp:comment_content>{cdata(self._text(comment))}</wp:comment_content>",
            element("wp:comment_approved", APPROVED[Comment.Status(comment.status)]),
            element("wp:comment_type", "comment"),
            element("wp:comment_parent", comment.parent_id or 0),
            element("wp:comment_user_id", account.pk if account else 0),
        )

    def _has_text(self, comment):
        if comment.status == Comment.Status.WITHDRAWN:
            return False  # its author withdrew it
        return self.with_personal_data or comment.is_published

    def _name(self, comment):
        return comment.name if self._has_text(comment) else ""

    def _text(self, comment):
        if not self._has_text(comment):
            return ""
        return "\n\n".join(comment_markup(t.body_html, self.site) for t in comment.texts)
