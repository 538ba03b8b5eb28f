from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "posts"
    verbose_name = _("Publishing")  # the heading over "Posts", "Tags" and "Images" in the admin

    def ready(self):
        from posts.checks import check_post_text

        checks.register(check_post_text)
