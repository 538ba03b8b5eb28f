"""What the daily sheet shows of a comment."""

from django.template import Library

from moderation.notifying.sheet import excerpt_of

register = Library()
register.filter("excerpt", excerpt_of)
