"""The content of messages, from the data at the time of sending.

Unless the owner wants it, it contains no personal data: numbers, URLs and states, with which a
receiver asks the API for what readers may see.
"""

import json

from django.conf import settings

from blogsite.models.webhook import Webhook
from comments.models import Comment
from moderation.models import Appeal, Report
from posts.models import Post
from posts.plain_text import plain_text


class NothingToSay(Exception):
    """The object of the message no longer exists."""


def body_of(message, webhook: Webhook) -> bytes:
    """Return the body of a message. Raises NothingToSay."""
    parts = {name: FIND[name](pk, webhook) for name, pk in sorted(message.about.items())}
    document = {
        "type": message.kind,
        "timestamp": message.created.isoformat("T", "seconds"),
        "data": parts,
    }
    return json.dumps(document).encode()


def _comment(pk, webhook):
    comment = Comment.objects.select_related("post").filter(pk=pk).first()
    if comment is None:
        raise NothingToSay
    data = {
        "id": comment.pk,
        "url": f"{settings.SITE_ADDRESS}/comments/{comment.pk}/",
        "status": comment.public_status,
        "parent": comment.parent_id,
        "post": _post_data(comment.post),
    }
    if webhook.with_personal_data:
        text = plain_text(comment.body_html)
        data |= {"name": comment.name, "email": comment.email, "text": text}
    return data


def _post(pk, webhook):
    post = Post.objects.published().filter(pk=pk).first()
    if post is None:
        raise NothingToSay
    return _post_data(post) | {"title": post.title}


def _post_data(post):
    return {
        "id": post.pk,
        "url": settings.SITE_ADDRESS + post.get_absolute_url(),
        "version": post.version,
    }


def _report(pk, webhook):
    report = Report.objects.filter(pk=pk).first()
    if report is None:
        raise NothingToSay
    return {"id": report.pk, "reason": report.reason}


def _appeal(pk, webhook):
    appeal = Appeal.objects.filter(pk=pk).first()
    if appeal is None:
        raise NothingToSay
    return {"id": appeal.pk, "decision": appeal.decision_id}


FIND = {"comment": _comment, "post": _post, "report": _report, "appeal": _appeal}
