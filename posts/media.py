"""The view that serves uploaded files from the default storage."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

CONTENT_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}

# A file's name is a hash of its content, so the content never changes.
CACHE_FOREVER = "public, max-age=31536000, immutable"


@require_safe
def media(request, name):
    """Return one file of an image, of a type that this site writes; otherwise 404."""
    try:
        file = default_storage.open(name)
    except OSError:
        raise Http404("There is no such file.") from None
    response = FileResponse(file, content_type=CONTENT_TYPES[name.rpartition(".")[2]])
    response["Cache-Control"] = CACHE_FOREVER
    response["Content-Disposition"] = "inline"
    return response
