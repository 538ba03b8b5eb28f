"""Whole addresses, for machines that read them away from the site."""

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def whole_address(context, path):
    return context["request"].build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def list_address(context, number):
    """Give the whole address of page `number` of the list of posts."""
    path = reverse("posts:list") + (f"?page={number}" if number > 1 else "")
    return whole_address(context, path)
