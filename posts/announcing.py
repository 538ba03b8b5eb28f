"""Queue the mail about posts that have just become public.

A scheduled post becomes public at a time, with no request, so this runs every few seconds.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.mail.outbox import Draft, queue
from posts.models import Announcement, Follow, Post

# A post that became public longer ago is not announced: it was imported, or published again.
MAX_AGE = timedelta(days=2)


def announce_due():
    """Queue mail to the followers of each public post for which none was queued yet."""
    for post in due():
        announce(post)


def due():
    since = timezone.now() - MAX_AGE
    recent = Post.objects.listed().filter(published_at__gt=since)
    return list(recent.exclude(pk__in=Announcement.objects.values("post")).order_by("pk"))


def announce(post):
    """Queue the mail about a post, unless another process does; authors get none about their own.

    Nobody gets it twice, also if the post was public before.
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
    """Return the follows that want mail about a post, with their accounts' current addresses."""
    others = [one for one in Follow.objects.concerning(post) if one.user_id != post.author_id]
    follows = [follow for follow in others if follow.recipient]
    for follow in follows:
        follow.update_mailbox()
    return follows
