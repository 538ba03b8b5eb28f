"""The sample blog in another language than English; its posts and comments stay as they are."""

from django.utils import translation
from django.utils.translation import gettext

from accounts.models import User
from moderation.first_rules import translate_rules
from posts.models import Blog


def speak(language: str):
    """Let the blog have a language, and its house rules, as long as nobody has amended them."""
    blog = Blog.objects.current()
    first_intro = Blog._meta.get_field("house_rules_intro").default
    with translation.override(language):
        intro = gettext("Be kind, be brief, stay with the subject. Criticise words, not people.")
    if blog.house_rules_intro == first_intro:
        blog.house_rules_intro = intro
    blog.language = language
    blog.save(update_fields=["language", "house_rules_intro"])
    translate_rules(by=User.objects.get(username="olga"))
