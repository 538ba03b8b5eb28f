"""System checks of the settings that name code for comments."""

from django.conf import settings

from posts.checks import callable_at, callable_setting


def check_comment_text(app_configs, **kwargs):
    return callable_setting("COMMENT_TEXT", 2)


def grounds_can_be_named(app_configs, **kwargs):
    return callable_setting("COMMENT_GROUNDS", 5)


def changes_can_be_followed(app_configs, **kwargs):
    return callable_setting("COMMENT_CHANGE", 6)


def nudge_can_be_asked(app_configs, **kwargs):
    return callable_setting("COMMENT_NUDGE", 7)


def check_comment_rules(app_configs, **kwargs):
    return [
        error for path in settings.COMMENT_RULES for error in callable_at("COMMENT_RULES", path, 3)
    ]
