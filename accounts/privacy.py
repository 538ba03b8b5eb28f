"""What the apps hold about people: each says so in its `personal_data.py`, found by name.

Such a module may have:

expire_pages_that_show(user)   give the pages that show an account's name or mark a new version
"""

from functools import cache
from importlib import import_module

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@cache
def declarations():
    """Return the `personal_data` module of every installed app that has one."""
    return [
        import_module(f"{app.name}.personal_data")
        for app in apps.get_app_configs()
        if module_has_submodule(app.module, "personal_data")
    ]


def expire_pages_that_show(user):
    """Let the cached pages that show a user's name, or a mark that depends on it, expire."""
    for module in declarations():
        if hasattr(module, "expire_pages_that_show"):
            module.expire_pages_that_show(user)
