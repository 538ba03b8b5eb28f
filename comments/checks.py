"""System checks of the code that settings name for comments."""

from django.conf import settings

from posts.checks import callable_at, callable_setting


def check_comment_text(app_configs, **kwargs):
    return callable_setting("COMMENT_TEXT", 2)


def grounds_can_be_named(app_configs, **kwargs):
    return callable_setting("COMMENT_GROUNDS", 5)


def comment_rules_and_erasures_are_there(app_configs, **kwargs):
    return [
        error
        for name, number in (("COMMENT_RULES", 3), ("COMMENT_ERASURES", 4))
        for path in getattr(settings, name)
        for error in callable_at(name, path, number)
    ]
