from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class CommentsConfig(AppConfig):
    name = "comments"
    verbose_name = _("Comments")

    def ready(self):
        from comments.checks import (
            changes_can_be_followed,
            check_comment_rules,
            check_comment_text,
            grounds_can_be_named,
            nudge_can_be_asked,
        )

        checks.register(check_comment_text)
        checks.register(grounds_can_be_named)
        checks.register(changes_can_be_followed)
        checks.register(nudge_can_be_asked)
        checks.register(check_comment_rules)
