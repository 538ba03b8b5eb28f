"""Views of the blog's look: the style sheet with its colours, and its icons."""

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from posts import icons
from posts.accent import Accent
from posts.media import CACHE_FOREVER
from posts.models import Blog

TOUCH_SIDE = 180  # pixels
ICO_TYPE, PNG_TYPE = "image/vnd.microsoft.icon", "image/png"


@require_safe
def colours(request, light, dark):
    """Return the style sheet of the two colours that the URL names, so it never changes."""
    response = HttpResponse(Accent(light, dark).css, "text/css; charset=utf-8")
    response["Cache-Control"] = CACHE_FOREVER
    return response


def favicon(request):
    blog = Blog.objects.current()
    return HttpResponse(icons.favicon(_picture_of(blog), blog.colours.light), ICO_TYPE)


def icon(request, side):
    blog = Blog.objects.current()
    return HttpResponse(icons.icon(_picture_of(blog), blog.colours.light, side), PNG_TYPE)


def touch_icon(request):
    blog = Blog.objects.current()
    picture = icons.touch_icon(_picture_of(blog), blog.colours.light, TOUCH_SIDE)
    return HttpResponse(picture, PNG_TYPE)


def _picture_of(blog) -> bytes | None:
    """Return the content of the picture for the icons; None without a picture or its file."""
    if not blog.icon_picture:
        return None
    try:
        with default_storage.open(blog.icon_picture.file_names[-1]) as file:
            return file.read()
    except OSError:
        return None
