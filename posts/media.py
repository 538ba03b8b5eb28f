"""Uploaded files, as the site gives them out, from whatever storage they lie in."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}

# A file's name tells its content, so what it holds never changes.
FOR_GOOD = "public, max-age=31536000, immutable"


@require_safe
def media(request, name):
    """One file of an image, of the types we write ourselves; everything else is not there."""
    try:
        file = default_storage.open(name)
    except OSError:
        raise Http404("There is no such file.") from None
    response = FileResponse(file, content_type=TYPES[name.rpartition(".")[2]])
    response["Cache-Control"] = FOR_GOOD
    response["Content-Disposition"] = "inline"
    return response
