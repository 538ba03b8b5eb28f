"""The words of a model, formatted for people: links, hosts and numbers are words of their own."""

from django import template
from django.utils.translation import gettext

from moderation.learning.features import HOST, LINK, NUMBER

register = template.Library()


@register.filter
def for_people(word: str) -> str:
    """Return the meaning of a word of a model: "a link to shop.example"."""
    if word == LINK:
        return gettext("any link")
    if word == NUMBER:
        return gettext("a number of more than four digits")
    if word.startswith(HOST):
        return gettext("a link to %(host)s") % {"host": word.removeprefix(HOST)}
    return word


@register.filter
def is_written(word: str) -> bool:
    """Return whether the word appears in texts like this."""
    return ":" not in word
