from django.apps import AppConfig
from django.core import checks


class PostsConfig(AppConfig):
    name = "posts"

    def ready(self):
        from posts.checks import post_sanitizer_is_there

        checks.register(post_sanitizer_is_there)
