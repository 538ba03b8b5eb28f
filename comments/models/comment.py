from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts import privacy
from accounts.models import Person
from comments.marks import mark_of, mark_of_outside
from comments.models.circumstance import Circumstance
from comments.models.editable_text import EditableText
from comments.models.lifecycle import Lifecycle
from comments.models.managers import CommentManager
from comments.models.pin import Pinnable
from comments.models.reply_place import ReplyPlace
from comments.models.search_entry import CommentSearchEntry
from comments.models.status import InvalidTransition, Status
from comments.models.tree import TreeNode
from posts.dates import day_and_time
from posts.models import Post

# After this many days without a comment, mostly spam arrives: moderators see such comments in a
# queue.
LONG_SILENCE_DAYS = 180

# Error messages for setting a flag that is set already, or clearing a clear one.
UNCHANGED_FLAG_ERRORS = {
    ("branch_closed", True): _("The branch is closed already."),
    ("branch_closed", False): _("The branch is open already."),
    ("picked", True): _("It is an editor's pick already."),
    ("picked", False): _("It is not an editor's pick."),
}

# Fields that erasure empties: the author's personal data and the text.
MAX_WEBSITE_LENGTH = 200
PERSONAL_FIELDS = (
    *("name", "email", "website", "ip", "network", "body", "body_html", "circumstance"),
)


class Comment(EditableText, Lifecycle, Pinnable, TreeNode):
    """A comment under a post, or a reply to another comment.

    Lifecycle has its status and the methods that change it, EditableText its text, Pinnable its
    pin.
    """

    # No index of its own: those in Meta begin with this column.
    post = models.ForeignKey(
        Post,
        models.PROTECT,
        related_name="comments",
        editable=False,
        db_index=False,
        verbose_name=_("post"),
    )
    author = models.ForeignKey(
        Person, models.PROTECT, related_name="comments", editable=False, db_index=False
    )
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)  # never shown
    # The website of an author on an imported blog: shown if the blog says so. Or the page of
    # another site on which the comment was published: always shown.
    website = models.CharField(
        _("website"),
        max_length=MAX_WEBSITE_LENGTH,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    ip = models.GenericIPAddressField(_("IP address"), null=True, blank=True, db_column="address")
    network = models.CharField(max_length=43, blank=True, editable=False)  # of the IP address
    created = models.DateTimeField(_("created"), editable=False)  # stamped inside the lock
    # Part of the status link; a new nonce revokes the old link.
    link_nonce = models.UUIDField(default=uuid4, editable=False)
    # Days from the last published comment, or the post's publication, to this comment.
    quiet_days = models.PositiveIntegerField(default=0, editable=False)
    # How it was screened; null for comments that were imported or erased.
    circumstance = models.ForeignKey(
        Circumstance,
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="comments",
    )
    branch_closed = models.BooleanField(default=False, editable=False)  # takes no more replies
    picked = models.BooleanField(default=False, editable=False)  # by an editor, as worth reading
    # For root comments: assigned per post when first published, and never changed.
    number = models.PositiveIntegerField(null=True, editable=False)
    # For root comments: the number of published comments below them.
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    # Written only by recommendations (recommendation.py), without the post's lock.
    recommendation_count = models.PositiveIntegerField(default=0, editable=False)
    recommendation_weight = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    key = models.UUIDField(null=True, editable=False)  # idempotency key of its form
    origin = models.CharField(max_length=250, null=True, editable=False)

    objects = CommentManager()

    place: ReplyPlace | None = None  # set while a reply to it is stored

    class Meta(TreeNode.Meta):
        abstract = False
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            *TreeNode.Meta.constraints,
            # The conditions keep rows out of indexes: when a reply shifts a row, PostgreSQL writes
            # to each index that has it.
            *(
                models.UniqueConstraint(
                    fields=[*scope, name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"one_comment_per_{name}",
                )
                for name, scope in {"number": ["post"], "key": [], "origin": []}.items()
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="a_comment_has_a_known_status"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | Q(number__isnull=True),
                name="only_top_level_comments_have_numbers",
            ),
        ]
        permissions = [
            ("pick_comment", "Can make comments an editor's pick"),
            ("close_comment", "Can close and open branches"),
        ]
        indexes = [
            *TreeNode.Meta.indexes,
            # One for each order of a conversation.
            *(
                models.Index(
                    fields=["post", *order, "tree_id"],
                    condition=Q(parent=None) & (Q(status=Status.PUBLISHED) | Q(reply_count__gt=0)),
                    name=name,
                )
                for name, order in {
                    "rendered_roots": ["number"],
                    "roots_by_replies": ["-reply_count", "number"],
                    "roots_by_recommendations": ["-recommendation_weight", "number"],
                }.items()
            ),
            models.Index(
                fields=["post", "-recommendation_count", "id"],
                condition=Q(recommendation_count__gt=0),
                name="recommended_comments",
            ),
            models.Index(fields=["post", "status", "created"]),
            # Nearly all comments are published, and nearly all have no network any more. With
            # these two conditions the status is in no index of the one, and the other are in none.
            # Ascending, because new rows at the beginning of an index leave its pages half empty.
            models.Index(
                fields=["published_at"],
                condition=Q(status=Status.PUBLISHED),
                name="comments_by_publication",
            ),
            models.Index(
                fields=["status", "status_since"],
                condition=~Q(status=Status.PUBLISHED),
                name="unpublished_comments",
            ),
            models.Index(fields=["author", "created"]),
            models.Index(
                fields=["network", "created"],
                condition=~Q(network=""),
                name="comments_by_network",
            ),
            models.Index(
                fields=["status_since"], condition=Q(status=Status.HELD), name="held_comments"
            ),
            models.Index(
                fields=["created"],
                condition=Q(quiet_days__gte=LONG_SILENCE_DAYS),
                name="woken_threads",
            ),
        ]

    def __str__(self):
        return f"{self.signature}, {day_and_time(self.created)}"

    def close_branch(self):
        """Close the comment and everything below it to replies."""
        self._set_flag("branch_closed", True)

    def open_branch(self):
        self._set_flag("branch_closed", False)

    def pick(self):
        """Make the comment an editor's pick, shown as such while it is published."""
        self._set_flag("picked", True)

    def unpick(self):
        self._set_flag("picked", False)

    def erase(self):
        """Delete the text, the name and all other personal data; the row keeps its place."""
        with self._lock() as post:
            if self.can("withdraw"):
                self._set_status(post, Status.WITHDRAWN)
            self.write("")
            self.name = self.email = self.website = self.network = ""
            self.ip, self.circumstance = None, None
            self.last_added, self.erased = None, timezone.now()
            self.save(update_fields=[*PERSONAL_FIELDS, "last_added", "erased"])
            self.additions.all().delete()
            self.earlier_versions.all().delete()
            self.findings.update(evidence="")
            privacy.empty_copies(self)
            self.update_search()

    def anonymize(self):
        """Delete the author's name and other personal data; the text stays.

        Links to its status page that were sent no longer work.
        """
        with self._lock():
            self.name = privacy.former_reader()
            self.email = self.website = self.network = ""
            self.ip, self.circumstance, self.link_nonce = None, None, uuid4()
            self.save(update_fields=[*PERSONAL_FIELDS, "link_nonce"])
            self.earlier_versions.all().delete()
            self.findings.update(evidence="")
            self.update_search()

    def update_search(self):
        """Store its terms in the search index; call it inside the lock, after its texts changed."""
        CommentSearchEntry.objects.update_for([self])

    def renew_link(self):
        """Make a new status link, which revokes the old one."""
        self.link_nonce = uuid4()
        self.save(update_fields=["link_nonce"])

    def store_findings(self, findings):
        """Store unsaved findings of the rules; call it inside the post's lock."""
        for finding in findings:  # nearly always none or one
            finding.comment = self
            finding.save(force_insert=True)

    # Queries

    @property
    def signature(self) -> str:
        """The author's name, or "Somebody" when it was erased."""
        return self.name or gettext("Somebody")

    def is_by(self, person: Person | None) -> bool:
        """Return whether a person, if any, is the author."""
        return person is not None and self.author_id in person.same_author_ids()

    @property
    def is_from_another_site(self) -> bool:
        """Return whether it was published on another site, at `website`."""
        return bool(mark_of_outside(self.website, self.origin))

    @property
    def mark(self) -> str:
        """Return "Author" or "Staff" for somebody who speaks for the site, "From another site" for
        a comment published there, else "".
        """
        if self.is_from_another_site:
            return mark_of_outside(self.website, self.origin)
        user = self.author.user
        return mark_of(user.pk, user.is_staff, self.post.author_id) if user else ""

    @property
    def is_in_closed_branch(self) -> bool:
        """Whether a moderator has closed it or one of its ancestors to replies."""
        if self.place:
            return self.place.is_in_closed_branch
        if self.parent_id is None:
            return self.branch_closed
        return self.get_ancestors(include_self=True).filter(branch_closed=True).exists()

    def refusal(self, *, to_guest=False) -> str:
        """Return why no reply can be written here now, as a sentence; "" if one can.

        `to_guest` asks for somebody without an account. The form and the manager both use this.
        """
        if refusal := self.post.refusal(to_guest=to_guest):
            return refusal
        if not self.is_published:
            return gettext("The comment you want to answer is no longer there.")
        if self.is_in_closed_branch:
            return gettext("A moderator has closed this branch to replies.")
        return ""

    @property
    def is_rendered(self) -> bool:
        """Whether a root comment appears in the conversation: it or a reply is published."""
        return self.is_published or self.reply_count > 0

    def get_absolute_url(self):
        return reverse("comments:comment", kwargs={"pk": self.pk})

    def get_branch_url(self):
        """Return the path of the comment's own page, with its ancestors and all its replies."""
        return reverse("comments:branch", kwargs={"pk": self.pk})

    def _set_flag(self, name, value):
        with self._lock():
            if getattr(self, name) == value:
                raise InvalidTransition(UNCHANGED_FLAG_ERRORS[name, value])
            if name == "picked" and value and not self.is_published:
                raise InvalidTransition(gettext("Only a published comment can be a pick."))
            setattr(self, name, value)
            self.save(update_fields=[name])

    def stamp_publication(self, post, moment):
        """Set when it was published, and its number; call it inside the lock, before saving."""
        self.published_at = self.published_at or moment
        if self.parent_id is None and self.number is None:
            self.take_number(post)

    def take_number(self, post):
        """Assign the post's next number; call it inside the lock, before saving."""
        post.last_number += 1
        self.number = post.last_number

    def update_counts(self, post, change: int):
        """Add `change` (-1, 0, +1) to the counts of published comments of the post and the root.

        Call it inside the lock, after saving.
        """
        post.comment_count += change
        if not change or self.parent_id is None:
            return
        root = Comment.objects.filter(tree_id=self.tree_id, lft=1)
        root.update(reply_count=F("reply_count") + change)
        if change > 0:
            self.number_root(post)

    def number_root(self, post):
        """Number a root comment that was imported unpublished and now has a published reply."""
        root = Comment.objects.filter(tree_id=self.tree_id, lft=1, number=None).first()
        if root:
            root.take_number(post)
            root.save(update_fields=["number"])

    def set_place(self, place: ReplyPlace):
        """Set its status and tree columns as read under the lock, before a reply is stored."""
        self.place = place
        self.status, self.tree_id = place.status, place.tree_id
        self.lft, self.rght, self.level = place.lft, place.rght, place.level
