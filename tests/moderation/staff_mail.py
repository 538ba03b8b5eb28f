"""What the tests of mail to people who work here share: time that passes, and the mail of then."""

from datetime import timedelta

from django.core import mail
from django.core.cache import cache
from django.db.models import Value
from django.db.models.functions import Concat
from django.utils import timezone

from accounts.mail.delivery import send_due
from accounts.models import Message, User
from moderation.models import Appeal, ModeratorScope, Report, Screener, StaffMailState
from moderation.notifying.rounds import notify_due
from posts.models import Blog

SITE = "https://blog.example"


def begin(settings):
    """Let mail wait for its time, as while the site serves, in an evening without morning mail."""
    settings.SITE_ADDRESS, settings.SERVING = SITE, True
    cache.clear()
    Blog.objects.update(time_zone=zone_where_it_is(20))


def zone_where_it_is(hour) -> str:
    """Return a time zone in which it is that hour now."""
    offset = (hour - timezone.now().hour + 12) % 24 - 12
    return f"Etc/GMT{-offset:+d}" if offset else "UTC"


def let_it_be(hour, *users):
    ids = [user.pk for user in users]
    User.objects.filter(pk__in=ids).update(time_zone=zone_where_it_is(hour))


def limit_to_posts_of(author, moderator):
    kind = ModeratorScope.Kind.AUTHOR
    return ModeratorScope.objects.create(user=moderator, kind=kind, author=author)


def let_pass(**duration):
    """Move what has arrived, and the mail about it, into the past."""
    past = timedelta(**duration)
    for model, names in (
        (Report, ["created"]),
        (Appeal, ["created"]),
        (Screener, ["troubled_since"]),
        (StaffMailState, ["looked_until", "queued"]),
        (Message, ["created", "send_after", "sent"]),
    ):
        for row in model.objects.all():
            moments = {name: getattr(row, name) for name in names}
            model.objects.filter(pk=row.pk).update(
                **{name: moment - past for name, moment in moments.items() if moment}
            )
    Message.objects.update(key=Concat("key", Value("<")))  # a key names a moment, too


def sent(**duration):
    """Let time pass, and return the mail that people who work here get then."""
    let_pass(**duration or {"minutes": 2})
    mail.outbox.clear()
    notify_due()
    send_due()
    to_staff = [message for message in mail.outbox if "because you work here" in message.body]
    return sorted(to_staff, key=lambda message: message.to)


def whom(messages):
    return [message.to[0].partition("@")[0] for message in messages]


def subjects(messages):
    return [message.subject for message in messages]
