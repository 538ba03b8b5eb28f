"""The language and the time zone of the blog, for pages that are not cached."""

from functools import wraps

from django.utils import timezone, translation

from accounts.languages import desk_language_of
from posts.models import Blog


def with_blog_locale(view):
    """Return the view with the blog's language and time zone."""
    return _with_locale(view, lambda request, blog: blog.language)


def with_staff_locale(view):
    """Return the view in the language of the signed-in person, and the blog's time zone, in which
    editors plan.
    """
    return _with_locale(view, lambda request, blog: desk_language_of(request.user, blog.language))


def _with_locale(view, choose_language):
    @wraps(view)
    def answer(request, *args, **kwargs):
        blog = Blog.objects.current()
        language = choose_language(request, blog)
        with timezone.override(blog.zone), translation.override(language):
            response = view(request, *args, **kwargs)
            if hasattr(response, "render"):
                response.render()
        return response

    return answer
