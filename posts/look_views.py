"""Views of the blog's look: the style sheet with its colours, and its icons."""

from functools import partial

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
    return _drawn(icons.favicon, ICO_TYPE)


def icon(request, side):
    return _drawn(partial(icons.icon, side=side), PNG_TYPE)


def touch_icon(request):
    return _drawn(partial(icons.touch_icon, side=TOUCH_SIDE), PNG_TYPE)


def _drawn(draw, content_type):
    """Return what `draw` makes of the picture for the icons and of the blog's colour.

    Raise OSError if the storage is away: no other icon may be cached meanwhile.
    """
    blog = Blog.objects.current()
    return HttpResponse(draw(_picture_of(blog), blog.colours.light), content_type)


def _picture_of(blog) -> bytes | None:
    """Return the content of the picture for the icons; None without a picture or its file."""
    if not blog.icon_picture:
        return None
    try:
        with default_storage.open(blog.icon_picture.file_names[-1]) as file:
            return file.read()
    except FileNotFoundError:
        return None
