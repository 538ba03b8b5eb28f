"""Absolute URLs, for metadata that is read outside the site."""

from django import template
from django.urls import reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def absolute_url(context, path):
    """Return the absolute URL of a path."""
    return context["request"].build_absolute_uri(path)


@register.simple_tag(takes_context=True)
def list_url(context, number):
    """Return the absolute URL of page `number` of the list of posts."""
    path = reverse("posts:list") + (f"?page={number}" if number > 1 else "")
    return absolute_url(context, path)
