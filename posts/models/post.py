from html import escape
from math import ceil

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from posts.models.blog import Blog
from posts.models.conversation import Conversation
from posts.models.image import Image
from posts.models.managers import LOCKED_FIELDS, PostManager
from posts.models.publication import Publication
from posts.models.search_entry import PostSearchEntry
from posts.models.tag import Tag
from posts.models.versions import first_version
from posts.plain_text import beginning, one_line, word_count

MAX_TITLE_LENGTH = 200
WORDS_PER_MINUTE = 230  # average reading speed on a screen
RELATED_POSTS = 3  # more are on the page of the tag


class Post(Publication, Conversation):
    """An article: its text, its publication, and the settings and counts of its conversation."""

    class Place(models.TextChoices):
        """Where the discussed text can be read."""

        POST = "post", _("article of this blog, in its lists and feeds")
        PAGE = "page", _("page of this blog, in no list")
        ELSEWHERE = "elsewhere", _("page of another site; only its conversation is here")

    place = models.CharField(
        max_length=10, choices=Place, default=Place.POST, db_default=Place.POST, editable=False
    )
    title = models.CharField(_("title"), max_length=MAX_TITLE_LENGTH)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="posts", verbose_name=_("author")
    )
    body = models.TextField(
        _("body"), blank=True, help_text=_("HTML; what is not allowed is removed.")
    )
    body_html = models.TextField(editable=False, blank=True)
    excerpt = models.TextField(
        _("excerpt"), blank=True, help_text=_("Plain text, for lists and feeds.")
    )
    social_description = models.CharField(
        _("description for social media"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("Shown with a shared link. When it is empty, the excerpt or the beginning is."),
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="posts", verbose_name=_("tags"))
    lead_image = models.ForeignKey(
        Image,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("lead image"),
    )
    created = models.DateTimeField(auto_now_add=True)
    updated = models.DateTimeField(auto_now=True)
    holds_first_comments = models.BooleanField(
        _("hold a person's first comment"),
        default=False,
        help_text=_("A moderator looks at it before it is shown."),
    )
    is_sticky = models.BooleanField(
        _("first on the front page"),
        default=False,
        db_default=False,
        help_text=_("Above newer posts, until you take the tick away."),
    )
    origin = models.CharField(
        max_length=250, null=True, unique=True, editable=False, help_text=_("Where it came from.")
    )

    objects = PostManager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(
                fields=["place", "status", "-published_at", "-id"], name="posts_by_place_and_date"
            ),
            models.Index(
                fields=["place", "status", "-is_sticky", "-published_at", "-id"],
                name="posts_of_the_front_page",
            ),
        ]
        constraints = [
            *Conversation.Meta.constraints,
            *Publication.Meta.constraints,
            models.CheckConstraint(
                condition=Q(place__in=["post", "page", "elsewhere"]),
                name="a_post_has_a_known_place",
            ),
        ]

    def __str__(self):
        return self.title

    def save(self, **kwargs):
        """Save, update the search index, and make a new version of the blog: lists and other posts
        show this post too.

        With `update_fields`, save only those, which must not be texts. A new page of another site
        is in no list.
        """
        if kwargs.get("update_fields") is not None:
            super().save(**kwargs)
            return
        with transaction.atomic():
            is_new = self._state.adding
            if is_new:
                self.version = first_version()
            else:
                kwargs["update_fields"] = self._uncounted()
            super().save(**kwargs)
            PostSearchEntry.objects.update_for([self])
            if not (is_new and self.is_elsewhere):
                Blog.objects.touch()

    def _uncounted(self):
        """Return the fields without those that may be newer in the database than in this object."""
        fields = (field for field in self._meta.concrete_fields if not field.primary_key)
        return [field.attname for field in fields if field.name not in LOCKED_FIELDS]

    def write(self, body: str, images=None):
        """Set the text and its sanitized HTML together, without saving.

        `images` are the images in it, if the caller knows them.
        """
        self.body = body
        self.body_html = self.sanitize(Image.objects.with_sizes(body, images))

    def stand_for(self, url: str, title: str = ""):
        """Link to a page of another site and take over its title, if it has one, without saving."""
        self.write(f'<p><a href="{escape(url)}">{escape(url)}</a></p>' if url else "")
        self.title = one_line(title)[:MAX_TITLE_LENGTH].strip() or self.title

    @staticmethod
    def sanitize(html: str) -> str:
        """Return the HTML with only the elements and attributes that a post may have."""
        return import_string(settings.POST_TEXT).of(html).html

    @staticmethod
    def visible_text(html: str) -> str:
        """Return what a reader sees of safe HTML, on one line; "" when there is nothing to see."""
        return import_string(settings.POST_TEXT).of(html, html).visible

    def tag(self, names, slugs=None) -> list[Tag]:
        """Replace the tags of the stored post with those of these names; return them.

        `slugs` may contain the slugs for new tags, by name.
        """
        with transaction.atomic():
            tags = Tag.objects.named(names, slugs)
            self.tags.set(tags)
            Blog.objects.touch()
        return tags

    @property
    def is_article(self) -> bool:
        return self.place == self.Place.POST

    @property
    def is_page(self) -> bool:
        return self.place == self.Place.PAGE

    @property
    def change_url_name(self) -> str:
        """Return the URL name of its change form in the admin."""
        names = {self.Place.PAGE: "page", self.Place.ELSEWHERE: "pageelsewhere"}
        return f"admin:posts_{names.get(self.place, 'post')}_change"

    @property
    def shows_conversation(self) -> bool:
        """Return whether its page shows the conversation: pages need not."""
        return not self.is_page or self.takes_comments or self.last_number > 0

    @property
    def is_elsewhere(self) -> bool:
        return self.place == self.Place.ELSEWHERE

    @property
    def html(self) -> SafeString:
        """Return the sanitized text, which templates need not escape."""
        return SafeString(self.body_html)

    @property
    def has_embeds(self) -> bool:
        """Return whether its page has cards for media of other sites."""
        return 'class="embed"' in self.body_html

    @property
    def previous(self):
        """Return the previous listed post, or None."""
        return self._others(Post.objects.before(self)).newest_first().first()

    @property
    def next(self):
        """Return the next listed post, or None."""
        return self._others(Post.objects.after(self)).newest_first().last()

    @property
    def related(self):
        """Return the few listed posts that share most tags with this one."""
        return self._others(Post.objects).related_to(self)[:RELATED_POSTS]

    def _others(self, posts):
        """Return those of `posts` that are listed; none for pages that are not articles."""
        return posts.listed() if self.is_article else posts.none()

    @property
    def changed(self):
        """Return when the published post last changed."""
        return max(self.published_at, self.updated)

    @property
    def summary(self) -> str:
        """Return a few sentences of plain text: the excerpt, or else the beginning of the text."""
        return self.excerpt or beginning(self.body_html)

    @property
    def shared_as(self) -> str:
        """Return the description that social media show with a link to it."""
        return self.social_description or self.summary

    @property
    def word_count(self) -> int:
        return word_count(self.body_html)

    @property
    def reading_minutes(self) -> int:
        return max(1, ceil(self.word_count / WORDS_PER_MINUTE))
