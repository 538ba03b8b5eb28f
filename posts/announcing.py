"""Queue the mail about posts that readers can read since a moment ago.

A scheduled post becomes public by the clock, so this is asked every few seconds.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.mail.outbox import Draft, queue
from posts.models import Announcement, Follow, Post

# A post that became public longer ago is not announced: it was imported, or put back.
MAX_AGE = timedelta(days=2)


def announce_due():
    """Queue mail to the followers of each public post about which none was queued yet."""
    for post in due():
        announce(post)


def due():
    since = timezone.now() - MAX_AGE
    recent = Post.objects.listed().filter(published_at__gt=since)
    return list(recent.exclude(pk__in=Announcement.objects.values("post")).order_by("pk"))


def announce(post):
    """Queue the mail about a post, unless another process does; an author gets none of their own.

    Nobody who got it before, when the post was public before, gets it again.
    """
    with transaction.atomic():
        _, is_new = Announcement.objects.get_or_create(post=post)
        if is_new:
            queue(
                [
                    Draft("new_post", follow.recipient, {"post": post.pk, "follow": follow.pk})
                    for follow in follows_of(post)
                ]
            )


def follows_of(post) -> list[Follow]:
    """Return the follows that ask for mail about a post, with their accounts' e-mails of today."""
    others = [one for one in Follow.objects.concerning(post) if one.user_id != post.author_id]
    follows = [follow for follow in others if follow.recipient]
    for follow in follows:
        follow.update_mailbox()
    return follows
