"""A comment on the daily sheet."""

from django.template import Library

from moderation.notifying.sheet import excerpt_of

register = Library()
register.filter("excerpt", excerpt_of)
