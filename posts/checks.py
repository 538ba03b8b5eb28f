"""System checks: a setting that holds a dotted path must lead to a callable."""

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string


def callable_setting(name: str, number: int) -> list[checks.Error]:
    """Return the errors of the setting `name`, which must be the dotted path of a callable."""
    return callable_at(name, getattr(settings, name, ""), number)


def callable_at(name: str, path: str, number: int) -> list[checks.Error]:
    """Return the errors of `path`, a dotted path of a callable in the setting `name`."""
    try:
        target = import_string(path)
    except ImportError as error:
        return [
            checks.Error(f"{name} = {path!r} does not import: {error}", id=f"soundoff.E{number:03}")
        ]
    if not callable(target):
        return [checks.Error(f"{name} = {path!r} is not callable.", id=f"soundoff.E{number:03}")]
    return []


def check_post_text(app_configs, **kwargs):
    return callable_setting("POST_TEXT", 1)
