"""The house rules, for the pages on which people write."""

from django import template

from moderation.models import HouseRuleVersion

register = template.Library()


@register.simple_tag
def house_rules(post):
    """Return the current versions of the house rules for a conversation, in reading order."""
    return list(HouseRuleVersion.objects.in_force().under(post))
