"""System checks of what settings give the comments."""

from posts.checks import callable_setting


def comment_sanitizer_is_there(app_configs, **kwargs):
    return callable_setting("COMMENT_SANITIZER", 2)
