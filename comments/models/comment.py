from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string

from comments.marks import mark_of
from comments.models.managers import CommentManager
from comments.models.pace import refuse_too_often
from comments.models.person import Person
from comments.models.status import RETURNS, STEPS, InvalidTransition, Status, TooLateToEdit
from comments.models.tree import ThreadNode
from comments.models.typed_text import TypedText
from posts.models import Post

# Long enough to mend a slip, too short to turn round what others have answered.
EDIT_WINDOW = timedelta(minutes=10)

# Days after which a post is asleep, and its next comment wakes it: by then only spam comes daily.
LONG_SILENCE = 180

# What is said where the rules would let the words pass that were put in the place of held ones.
NOT_HELD_ANEW = "What it was held for is gone from it; a moderator still looks at it first."

# What is said of a mark that stands already.
ALREADY = {
    ("branch_closed", True): "The branch is closed already.",
    ("branch_closed", False): "The branch is open already.",
    ("picked", True): "It is an editor's pick already.",
    ("picked", False): "It is no editor's pick.",
}

# What tells who wrote a comment, and what was said in it.
TRACES = ("name", "email", "address", "network", "body", "body_html")


class Comment(TypedText, ThreadNode):
    """What somebody said under a post, or in answer to another comment.

    `status` is written by the verbs below and by nothing else.
    """

    Status = Status

    post = models.ForeignKey(Post, models.PROTECT, related_name="comments", editable=False)
    author = models.ForeignKey(Person, models.PROTECT, related_name="comments", editable=False)
    name = models.CharField(max_length=60)
    email = models.EmailField(blank=True)  # never shown
    address = models.GenericIPAddressField(null=True, blank=True)
    network = models.CharField(max_length=43, blank=True, editable=False)  # the address, shortened
    status = models.CharField(max_length=10, choices=Status, editable=False)
    status_since = models.DateTimeField(default=timezone.now, editable=False)
    created = models.DateTimeField(editable=False)  # stamped inside the lock
    published_at = models.DateTimeField(null=True, editable=False)  # first shown
    edited = models.DateTimeField(null=True, editable=False)
    last_added = models.DateTimeField(null=True, editable=False)  # when the last addition came
    erased = models.DateTimeField(null=True, editable=False)  # words and names are gone, for good
    # Part of the status link; a new one makes the old link lead nowhere.
    link_nonce = models.UUIDField(default=uuid4, editable=False)
    # When it came in: days since anything was published under the post, or since the post was.
    quiet_days = models.PositiveIntegerField(default=0, editable=False)
    branch_closed = models.BooleanField(default=False, editable=False)  # takes no more replies
    picked = models.BooleanField(default=False, editable=False)  # by an editor, for all to notice
    # Of top-level comments: given when first shown, per post, for good.
    number = models.PositiveIntegerField(null=True, editable=False)
    # Of top-level comments: published comments below them.
    reply_count = models.PositiveIntegerField(default=0, editable=False)
    recommendation_count = models.PositiveIntegerField(default=0, editable=False)
    key = models.UUIDField(null=True, unique=True, editable=False)  # of the form it came in
    origin = models.CharField(max_length=250, null=True, unique=True, editable=False)

    objects = CommentManager()

    class Meta(ThreadNode.Meta):
        abstract = False
        constraints = [
            *ThreadNode.Meta.constraints,
            models.UniqueConstraint(fields=["post", "number"], name="one_comment_a_number"),
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
            models.Index(fields=["post", "status", "created"]),
            models.Index(fields=["status", "created"]),
            models.Index(fields=["status", "-published_at", "-id"]),
            models.Index(fields=["author", "created"]),
            models.Index(fields=["network", "created"]),
            models.Index(fields=["status", "status_since"]),
            models.Index(
                fields=["created"], condition=Q(quiet_days__gte=LONG_SILENCE), name="woken_threads"
            ),
        ]

    def __str__(self):
        return f"{self.signature}, {timezone.localtime(self.created):%Y-%m-%d %H:%M}"

    # Verbs: each takes the post's lock, reads the row anew, and raises InvalidTransition.

    def hold(self):
        self._take("hold")

    def approve(self):
        self._take("approve")

    def reject(self):
        self._take("reject")

    def remove(self):
        self._take("remove")

    def restore(self):
        self._take("restore")

    def withdraw(self):
        self._take("withdraw")

    def return_to(self, status: str, *, since=None):
        """Go back to the status before the last step, for a decision that is undone.

        `since` is when it first came to that: so it waits again where it did in its queue.
        """
        self._move(f"return to {status}", lambda: self._can_return_to(status), status, since)

    def close_branch(self):
        """Take no more replies, here and below."""
        self._mark("branch_closed", True)

    def open_branch(self):
        self._mark("branch_closed", False)

    def pick(self):
        """Be an editor's pick: what shows of it says so. Whatever hides it hides that, too."""
        self._mark("picked", True)

    def unpick(self):
        self._mark("picked", False)

    def edit(self, body: str, findings=()):
        """Put other words in the place of the comment's own; the earlier ones are kept.

        `findings` are what the rules found in the new words. Raises TooLateToEdit,
        RewordedTooOften, and InvalidTransition when the comment shows no more.
        """
        with self._locked() as post:
            self.must_take_words()
            if not self.is_editable:
                raise TooLateToEdit("It was answered, or its ten minutes are over.")
            self._reword(post, body, findings)

    def add(self, words: str, findings=()):
        """Put further words below the comment's own, as an Addition; never too late for that.

        The words of the last addition, sent again, change nothing.
        `findings` are what the rules found in the whole. Raises RewordedTooOften, and
        InvalidTransition when the comment shows no more.
        """
        with self._locked() as post:
            self.must_take_words()
            if self.additions.filter(created=self.last_added, body=words).exists():
                return
            refuse_too_often(self)
            self.last_added = timezone.now()
            self.additions.put(words, created=self.last_added)
            self.save(update_fields=["last_added"])
            self._heed(post, findings)

    def must_take_words(self):
        """Raise InvalidTransition when its author can neither change it nor add to it."""
        if not self.takes_additions:
            raise InvalidTransition(f"Your comment was {self.status}; it takes no more words.")

    def erase(self):
        """Take the words, the name and every trace of the author away; the tree keeps its shape."""
        with self._locked() as post:
            if self.can("withdraw"):
                self._stand(post, Status.WITHDRAWN)
            self.write("")
            self.name = self.email = self.network = ""
            self.address, self.last_added, self.erased = None, None, timezone.now()
            self.save(update_fields=[*TRACES, "last_added", "erased"])
            self.additions.all().delete()
            self.earlier_versions.all().delete()
            self.findings.update(evidence="")
            for path in settings.COMMENT_ERASURES:
                import_string(path)(self)

    def renew_link(self):
        """Make another status link; the one given out leads nowhere from now on."""
        self.link_nonce = uuid4()
        self.save(update_fields=["link_nonce"])

    def keep(self, findings):
        """Store what the rules found, unsaved findings as yet; inside the lock."""
        for finding in findings:
            finding.comment = self
        self.findings.bulk_create(findings)

    # Questions

    def can(self, verb: str) -> bool:
        """Whether the comment, as it stands in memory, can take this step."""
        step = STEPS[verb]
        if self.erased and step.target == Status.PUBLISHED:
            return False
        return self.status in step.sources and step.was_shown in (None, self.was_shown)

    @property
    def signature(self) -> str:
        """The name, or a word for whoever had theirs erased."""
        return self.name or "Somebody"

    @property
    def mark(self) -> str:
        """Return "Author" or "Staff" for somebody who speaks for the site, else ""."""
        user = self.author.user
        return mark_of(user.pk, user.is_staff, self.post.author_id) if user else ""

    @property
    def was_shown(self) -> bool:
        return self.published_at is not None

    @property
    def is_published(self) -> bool:
        return self.status == Status.PUBLISHED

    @property
    def is_held(self) -> bool:
        return self.status == Status.HELD

    @property
    def is_editable(self) -> bool:
        """Whether its author may still change the words: ten minutes, or until the first reply."""
        return self.takes_additions and self.is_fresh and not self.replies.shown().exists()

    @property
    def is_fresh(self) -> bool:
        """Whether it came in within the last ten minutes, answered since or not."""
        return timezone.now() - self.created < EDIT_WINDOW

    @property
    def is_in_closed_branch(self) -> bool:
        """Whether a moderator has closed it, or what it answers, to replies."""
        if self.parent_id is None:
            return self.branch_closed
        return self.get_ancestors(include_self=True).filter(branch_closed=True).exists()

    def refusal(self, *, to_guest=False) -> str:
        """Return the sentence that says why no reply is taken here now; "" when one is.

        `to_guest` asks for somebody without an account. The form and the store say this.
        """
        if refusal := self.post.refusal(to_guest=to_guest):
            return refusal
        if not self.is_published:
            return "The comment you want to answer is no longer there."
        if self.is_in_closed_branch:
            return "A moderator has closed this branch to replies."
        return ""

    @property
    def hold_reasons(self) -> list[str]:
        """Why it waits, in the sentences its author reads, each once."""
        held = [found for found in self.findings.all() if found.verdict == "hold"]
        reasons = [found.reason for found in held if not found.is_of_earlier_words]
        if held and not reasons and self.status_since < self.last_change:
            return [NOT_HELD_ANEW]  # it was held before the edit already
        return list(dict.fromkeys(reasons))

    @property
    def added_texts(self):
        """Its additions, oldest first; asks the database only where there are any."""
        return self.additions.all() if self.last_added else ()

    @property
    def texts(self) -> list[TypedText]:
        """Its own words and what was added to them, each a text of its own."""
        return [self, *self.added_texts]

    @property
    def last_change(self):
        """When its author last changed the words or added to them; None when never."""
        return max(filter(None, (self.edited, self.last_added)), default=None)

    @property
    def left_out(self) -> str:
        """What of the words does not show, in sentences for its author; "" when all does."""
        unseen = [super().left_out, *(addition.left_out for addition in self.added_texts)]
        return " ".join(filter(None, unseen))

    @property
    def takes_additions(self) -> bool:
        return self.status in (Status.PUBLISHED, Status.HELD)

    @property
    def is_drawn(self) -> bool:
        """Of a top-level comment: whether it or anything below it shows."""
        return self.is_published or self.reply_count > 0

    def get_absolute_url(self):
        return reverse("comments:comment", kwargs={"pk": self.pk})

    def get_thread_url(self):
        """The address of the comment's own page, with its ancestors and all its replies."""
        return reverse("comments:thread", kwargs={"pk": self.pk})

    # Steps

    def _take(self, verb):
        self._move(verb, lambda: self.can(verb), STEPS[verb].target)

    def _move(self, step, is_legal, target, since=None):
        with self._locked() as post:
            if not is_legal():
                raise InvalidTransition(f"Cannot {step} a comment that is {self.status}.")
            self._stand(post, target, since)

    def _stand(self, post, status, since=None):
        was_published, self.status = self.is_published, status
        self.status_since = since or timezone.now()
        if self.is_published:
            self.come_into_view(post, self.status_since)
        self.save(update_fields=["status", "status_since", "published_at", "number"])
        self.tally(post, self.is_published - was_published)

    def _reword(self, post, body, findings):
        refuse_too_often(self)
        self.earlier_versions.create(body=self.body, written=self.edited or self.created)
        self.write(body)
        self.edited = timezone.now()
        self.save(update_fields=["body", "body_html", "edited"])
        self._heed(post, findings)

    def _heed(self, post, findings):
        """Store what the rules found in changed words, and hold the comment where they say so."""
        self.keep(findings)
        if self.is_published and any(finding.verdict == "hold" for finding in findings):
            self._stand(post, Status.HELD)

    def _can_return_to(self, status):
        gone = self.erased and status == Status.PUBLISHED
        return status in RETURNS.get(self.status, ()) and not gone

    def _mark(self, name, value):
        with self._locked():
            if getattr(self, name) == value:
                raise InvalidTransition(ALREADY[name, value])
            if name == "picked" and value and not self.is_published:
                raise InvalidTransition(f"Cannot pick a comment that is {self.status}.")
            setattr(self, name, value)
            self.save(update_fields=[name])

    @contextmanager
    def _locked(self):
        with Post.objects.locked(self.post_id) as post:
            self.refresh_from_db()
            yield post

    def come_into_view(self, post, moment):
        """Stamp and number a comment that shows from now on; inside the lock, before saving."""
        self.published_at = self.published_at or moment
        if self.parent_id is None and self.number is None:
            self.take_number(post)

    def take_number(self, post):
        """Take the post's next number, for good; inside the lock, before saving."""
        post.last_number += 1
        self.number = post.last_number

    def tally(self, post, change: int):
        """Count one published comment more or less; inside the lock, after saving."""
        post.comment_count += change
        if not change or self.parent_id is None:
            return
        root = self.parent.get_root()
        root.reply_count += change
        if root.number is None:  # imported unseen, and now drawn as the place of a reply
            root.take_number(post)
        root.save(update_fields=["reply_count", "number"])
