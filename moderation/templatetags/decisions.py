from django import template

from moderation.desk import summaries

register = template.Library()


@register.filter
def what_was_done(decision) -> str:
    """Return the action of a decision in the past tense: "Removed"."""
    return summaries.what_was_done(decision)
