"""The house rules, for the pages on which people write."""

from django import template

from moderation.models import HouseRuleVersion

register = template.Library()


@register.simple_tag
def house_rules():
    """Return the current versions of all house rules, in reading order."""
    return list(HouseRuleVersion.objects.in_force())
