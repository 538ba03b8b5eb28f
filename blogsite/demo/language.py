"""The sample blog in another language; its posts and comments stay in English."""

from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from moderation.first_rules import translate_rules
from posts.models import Blog


def speak(language: str):
    """Set the blog's language, and translate its house rules, unless they were amended."""
    blog = Blog.objects.current()
    first_intro = Blog._meta.get_field("house_rules_intro").default
    with translation.override(language):
        intro = gettext("Be kind, be brief, stay with the subject. Criticise words, not people.")
    if blog.house_rules_intro == first_intro:
        blog.house_rules_intro = intro
    blog.language = language
    blog.save(update_fields=["language", "house_rules_intro"])
    translate_rules(by=User.objects.get(username="olga"))
