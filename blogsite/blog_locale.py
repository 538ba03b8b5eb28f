"""The language and the time zone of the blog, for pages that are not cached."""

from functools import wraps

from django.utils import timezone, translation

from posts.models import Blog


def with_blog_locale(view):
    """Return the view with the blog's language and time zone, in which editors plan."""

    @wraps(view)
    def answer(*args, **kwargs):
        blog = Blog.objects.current()
        with timezone.override(blog.zone), translation.override(blog.language):
            response = view(*args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        return response

    return answer
