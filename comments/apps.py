from django.apps import AppConfig
from django.core import checks


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self):
        from comments.checks import comment_sanitizer_is_there

        checks.register(comment_sanitizer_is_there)
