from django import template

from moderation.models import Decision

register = template.Library()


@register.inclusion_tag("moderation/_statement.html")
def statement(comment):
    """Render for its author the verdict on a comment and its ground.

    Nothing is rendered without a verdict, or when the comment's status has changed since.
    """
    verdict = Decision.objects.verdict(comment)
    is_current = verdict is not None and verdict.status_after == comment.status
    return {"decision": verdict if is_current else None}
