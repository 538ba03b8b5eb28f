from django import template

from moderation.models import Decision

register = template.Library()


@register.inclusion_tag("moderation/_statement.html")
def statement(comment):
    """Draw for its author what was decided about a comment, and why; nothing when nothing was, or
    when the comment has changed since.
    """
    standing = Decision.objects.standing(comment)
    holds = standing is not None and standing.status_after == comment.status
    return {"decision": standing if holds else None}
