"""Wishes for mail about new comments: replies to a comment, or a whole conversation."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.compiled_query import CompiledQuery
from accounts.mail.outbox import Draft, queue
from accounts.models import Mailbox
from accounts.models.news_request import NewsRequestQuerySet
from accounts.retention import MAIL_RETENTION
from comments.models.hidden_author import HiddenAuthor
from comments.models.status import Status
from posts.models import Post

OF_ACCOUNTS = ("comment__author__user", "comment__author__joined_to__user")


class Scope(models.TextChoices):
    REPLIES = "replies", _("Replies to me")
    CONVERSATION = "conversation", _("All new comments")


class SubscriptionQuerySet(NewsRequestQuerySet):
    def of_comment(self, pk, post):
        """Return the active subscriptions of a comment, and those of its post."""
        return self.active().filter(Q(comment=pk) | Q(post=post, scope=Scope.CONVERSATION))

    def concerning(self, pk, parent, post):
        """Return the active subscriptions that a published comment concerns, its own included."""
        concerned = self.of_comment(pk, post) | self.active().filter(comment=parent)
        return concerned.select_related("comment__author", *OF_ACCOUNTS)

    def of(self, mailbox):
        """Return the active subscriptions of a mailbox, the latest first, with their posts."""
        return super().of(mailbox).select_related("comment", "post")


class SubscriptionManager(models.Manager.from_queryset(SubscriptionQuerySet)):
    def start(self, comment, scope=Scope.REPLIES):
        """Subscribe the author of a comment, with the e-mail address of the account or comment.

        A typed address gets a mail with a link first, unless the same author has opened such a link
        before. Call it in the transaction that stores the comment.
        """
        subscription = self.model(comment=comment, post=comment.post, scope=scope)
        subscription.mailbox = Mailbox.objects.for_email(subscription.email)
        if subscription.is_of_account or subscription.was_confirmed_before:
            subscription.confirmed = timezone.now()
        subscription.save()
        if comment.is_published:
            subscription.ask()
        return subscription


class Subscription(models.Model):
    """A wish for mail about replies to `comment`, one's own, or about all comments under `post`.

    It holds no e-mail address: an account has its own, that of a guest is in the comment.
    """

    Scope = Scope

    comment = models.OneToOneField("comments.Comment", models.CASCADE, related_name="subscription")
    post = models.ForeignKey(Post, models.CASCADE, related_name="+", db_index=False)
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="subscriptions")
    scope = models.CharField(max_length=12, choices=Scope)
    created = models.DateTimeField(default=timezone.now)
    confirmed = models.DateTimeField(null=True)  # when its author proved to read the mail
    ended = models.DateTimeField(null=True)

    objects = SubscriptionManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["post"],
                condition=Q(scope=Scope.CONVERSATION, ended=None),
                name="followers_of_a_conversation",
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(scope__in=Scope.values), name="a_subscription_has_a_known_scope"
            )
        ]

    def __str__(self):
        return f"{self.scope} of comment {self.comment_id}"

    @property
    def account(self):
        """The account of its author, or None for a guest."""
        return self.comment.author.account

    @property
    def is_of_account(self) -> bool:
        return bool(self.account and self.account.confirmed_email)

    @property
    def email(self) -> str:
        """Return the e-mail address that gets the mail; "" when it was erased."""
        return self.account.email if self.is_of_account else self.comment.email

    @property
    def was_confirmed_before(self) -> bool:
        """Whether the same author has confirmed another one with this e-mail address."""
        own = Subscription.objects.filter(
            comment__author__in=self.comment.author.same_author_ids(), mailbox=self.mailbox
        )
        return self.mailbox.is_confirmed and own.exclude(confirmed=None).exists()

    @property
    def is_wanted(self) -> bool:
        """Whether its author still wants mail: they have not ended it or deleted their comment."""
        return self.ended is None and self.comment.status != Status.WITHDRAWN

    def concerns(self, comment) -> bool:
        """Whether its author asked for mail about a comment; the same condition as `concerning`."""
        is_followed = self.scope == Scope.CONVERSATION and self.post_id == comment.post_id
        return is_followed or self.comment_id == comment.parent_id

    def ask(self):
        """Queue the mail that asks to confirm the e-mail address, unless it is confirmed."""
        if self.confirmed is None and self.email:
            queue([Draft("subscription_question", self.email, {"subscription": self.pk})])

    def draft_about(self, comment) -> Draft:
        """Return the message about another author's comment."""
        return Draft("reply", self.email, {"reply": comment.pk, "subscription": self.pk})


NO_COMMENT = 0  # the parent of a root comment
CONCERNING = CompiledQuery(
    lambda pk, parent, post: Subscription.objects.concerning(pk, parent, post)
)


def queue_about(comment):
    """Store the mail about a newly shown comment; call it in the transaction that shows it.

    Nobody gets mail about a comment of their own, by a person they have hidden, or so old that the
    outbox no longer knows whether mail about it was sent.
    """
    if not comment.is_published or comment.published_at < timezone.now() - MAIL_RETENTION:
        return
    concerned = []
    parent = comment.parent_id or NO_COMMENT
    for subscription in CONCERNING.all(comment.pk, parent, comment.post_id):
        if subscription.comment_id == comment.pk:
            subscription.ask()
        elif subscription.email and comment.author.main_id != subscription.comment.author.main_id:
            concerned.append(subscription)
    without = HiddenAuthor.objects.readers_without(comment) if concerned else ()
    readers = [one for one in concerned if one.comment.author.main_id not in without]
    queue([subscription.draft_about(comment) for subscription in readers])
