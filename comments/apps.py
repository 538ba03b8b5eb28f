from django.apps import AppConfig
from django.core import checks


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self):
        from comments.checks import (
            comment_rules_and_erasures_are_there,
            comments_can_be_cleaned,
            grounds_can_be_named,
        )

        checks.register(comments_can_be_cleaned)
        checks.register(grounds_can_be_named)
        checks.register(comment_rules_and_erasures_are_there)
