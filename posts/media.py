"""The view that serves uploaded files from the default storage."""

import logging
from functools import wraps

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe
from whitenoise.responders import SlicedFile

from posts.byte_ranges import requested_range

CONTENT_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}

# A file's name is a hash of its content, so the content never changes.
CACHE_FOREVER = "public, max-age=31536000, immutable"
AWAY_HEADERS = {"Retry-After": "10", "Cache-Control": "no-store"}

log = logging.getLogger(__name__)


def away_with_storage(view):
    """Return a view that answers 503, which nobody may store, while the storage is away."""

    @wraps(view)
    def respond(request, **kwargs):
        try:
            return view(request, **kwargs)
        except OSError as error:
            log.error("The storage of pictures does not answer: %s", error)
            return HttpResponse(
                "This picture is away for a moment.", "text/plain", 503, headers=AWAY_HEADERS
            )

    return respond


@away_with_storage
@require_safe
def media(request, name):
    """Return a file of an image, of a type that this site writes, or the part that is asked for."""
    try:
        file = default_storage.open(name)
    except FileNotFoundError:
        raise Http404("There is no such file.") from None
    part = None
    if "If-Range" not in request.headers:  # it has neither ETag nor date to compare
        part = requested_range(request.headers.get("Range", ""), file.size)
    if part is None:
        response = FileResponse(file)
    elif part:
        response = partial(file, part)
    else:
        return no_such_part(file)
    response["Content-Type"] = CONTENT_TYPES[name.rpartition(".")[2]]
    response["Cache-Control"] = CACHE_FOREVER
    response["Content-Disposition"] = "inline"
    response["Accept-Ranges"] = "bytes"
    return response


def partial(file, part: range) -> FileResponse:
    """Return 206 with the part of a file."""
    size = file.size
    response = FileResponse(SlicedFile(file, part[0], part[-1]), status=206)
    response["Content-Length"] = str(len(part))
    response["Content-Range"] = f"bytes {part[0]}-{part[-1]}/{size}"
    return response


def no_such_part(file) -> HttpResponse:
    """Return 416: the file ends before the part that is asked for."""
    with file:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
