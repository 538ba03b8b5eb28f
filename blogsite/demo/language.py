"""The sample blog in another language; its posts and comments stay in English."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.languages import site_languages
from accounts.models import User
from blogsite.demo.lists import OWNER, translate_lists
from moderation.first_rules import translate_rules
from posts.models import Blog

INTRO = _("Be kind, be brief, stay with the subject. Criticise words, not people.")


def speak(language: str):
    """Set the blog's language, and translate its house rules and lists, unless amended."""
    with transaction.atomic():
        blog, owner = Blog.objects.current(), User.objects.get(username=OWNER)
        if blog.house_rules_intro in map(_intro_in, site_languages()):
            blog.house_rules_intro = _intro_in(language)
        blog.language = language
        blog.save(update_fields=["language", "house_rules_intro"])
        translate_rules(by=owner)
        translate_lists(language, by=owner)


def _intro_in(language):
    with override(language):
        return str(INTRO)
