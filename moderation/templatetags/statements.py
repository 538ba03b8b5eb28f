from django import template

from moderation.models import Decision

register = template.Library()


@register.inclusion_tag("moderation/_statement.html")
def statement(comment):
    """Draw for its author what was decided about a comment, and why; nothing when nothing was."""
    return {"decision": Decision.objects.standing(comment)}
