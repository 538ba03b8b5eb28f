"""The colon after a label, and commas, of the active language."""

from django import template

from accounts import punctuation

register = template.Library()
register.simple_tag(punctuation.colon)
register.filter(punctuation.listed)
