from django.apps import AppConfig
from django.core import checks


class PostsConfig(AppConfig):
    name = "posts"
    verbose_name = "Publishing"  # the desk says it before "Posts", "Tags", "Images"

    def ready(self):
        from posts.checks import post_sanitizer_is_there

        checks.register(post_sanitizer_is_there)
