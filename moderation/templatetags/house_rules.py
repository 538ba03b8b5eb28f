"""The house rules, where people write."""

from django import template

from moderation.models import HouseRuleVersion

register = template.Library()


@register.simple_tag
def house_rules():
    """Give the words in force of all house rules, as they stand in one another's order."""
    return list(HouseRuleVersion.objects.in_force())
