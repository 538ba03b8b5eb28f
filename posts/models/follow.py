"""Who gets mail about new posts, and for which posts it was queued."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.mail.outbox import Draft, queue
from accounts.models import Mailbox
from accounts.models.mailbox import digest_of
from accounts.models.news_request import NewsRequestQuerySet


class FollowQuerySet(NewsRequestQuerySet):
    def concerning(self, post):
        """Return the active follows that want mail about a post, each with its account."""
        wanted = Q(author=None) | Q(author=post.author_id)
        return self.active().filter(wanted).select_related("user", "mailbox")

    def of(self, mailbox):
        """Return the active ones of a mailbox, the latest first, with their authors."""
        return super().of(mailbox).select_related("author")


class FollowManager(models.Manager.from_queryset(FollowQuerySet)):
    def start(self, author, *, user=None, email=""):
        """Follow an author, or with None all posts: as an account, or with a typed e-mail address.

        An account has confirmed its address. The owner of a typed one is asked first, by mail, and
        the person who typed it does not learn whether it follows already. Raises AccountClosed.
        """
        with transaction.atomic():
            if user:
                user.lock_open()
            mailbox = Mailbox.objects.for_email(user.email if user else email)
            Mailbox.objects.locked([mailbox.pk])
            same = self.active().filter(mailbox=mailbox, author=author)
            follow = same.first() or self.create(
                mailbox=mailbox, author=author, user=user, email="" if user else email
            )
            if user:
                same.update(user=user, email="", confirmed=timezone.now())
            elif follow.confirmed is None:
                queue([Draft("follow_question", follow.recipient, {"follow": follow.pk})])
        return follow


class Follow(models.Model):
    """A wish for mail about new posts of `author`, or, with None, about all posts.

    That of an account holds no e-mail address: the account's is used.
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="follows")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="follows"
    )
    email = models.CharField(max_length=254, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="followers"
    )
    created = models.DateTimeField(default=timezone.now)
    confirmed = models.DateTimeField(null=True)  # when the owner proved to read the mail
    ended = models.DateTimeField(null=True)

    objects = FollowManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "author"],
                condition=Q(ended=None, author__isnull=False),
                name="an_author_is_followed_once",
            ),
            models.UniqueConstraint(
                fields=["mailbox"],
                condition=Q(ended=None, author=None),
                name="all_posts_are_followed_once",
            ),
        ]

    def __str__(self):
        return f"follow {self.pk}"

    @property
    def is_of_account(self) -> bool:
        return bool(self.user and self.user.confirmed_email)

    @property
    def recipient(self) -> str:
        """Return the e-mail address that gets the mail; "" when there is none."""
        return (self.user.email or "") if self.user else self.email

    def update_mailbox(self):
        """Move to the mailbox of the account's current e-mail address."""
        if self.mailbox.digest != digest_of(self.recipient):
            self.move_to(Mailbox.objects.for_email(self.recipient))

    def move_to(self, mailbox):
        """Move to another mailbox, that of the account's current e-mail address."""
        same = Follow.objects.of(mailbox).order_by().filter(author=self.author_id)
        if same.exists():
            Follow.objects.filter(pk=self.pk).update(ended=timezone.now())
        else:
            Follow.objects.filter(pk=self.pk).update(mailbox=mailbox)


class Announcement(models.Model):
    """A post for which mail was queued; unpublishing deletes it."""

    post = models.OneToOneField("posts.Post", models.CASCADE, primary_key=True, related_name="+")
    created = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"announcement of post {self.post_id}"
