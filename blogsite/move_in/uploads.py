"""Receive owners' files: in parts from a script, or whole in a form of at most 64 MB.

The permission is checked each time, but not a recent sign-in: an upload can take hours.
"""

import time

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.punctuation import labelled
from blogsite.models import Import, ImportFile, UploadRefused
from blogsite.owners import owners_only
from blogsite.transfer.files import ImportRefused
from blogsite.transfer.remarks import localize
from blogsite.transfer.sources import source_of

PART_BYTES = 16 * 2**20
MAX_SIZE = 2**62


def urls(site) -> list:
    """Return the URL patterns of uploads, for the admin site."""

    def page(route, view, name):
        return path(route, site.admin_view(never_cache(owners_only(view))), name=name)

    return [
        page("move-in/uploads/", begin, "move_in_begin"),
        page("move-in/uploads/whole/", take_whole, "move_in_whole"),
        page("move-in/uploads/<uuid:key>/", part, "move_in_part"),
        page("move-in/uploads/<uuid:key>/end/", end, "move_in_end"),
    ]


class UploadForm(forms.Form):
    """A browser's data about a file before the upload."""

    name = forms.CharField(max_length=1000, strip=False)
    size = forms.IntegerField(min_value=0, max_value=MAX_SIZE)
    modified = forms.IntegerField(min_value=0, max_value=MAX_SIZE)


@require_POST
def begin(request):
    """Answer a script with the URLs for a file, and how much of it has arrived already."""
    form = UploadForm(request.POST)
    if not form.is_valid():
        return problem_response(gettext("The file cannot be sent."), status=422)
    try:
        with transaction.atomic():
            file = ImportFile.objects.begin(**form.cleaned_data, by=request.user)
    except UploadRefused as refusal:
        return problem_response(str(refusal), status=422)
    urls = {
        "parts": reverse("admin:move_in_part", args=[file.key]),
        "end": reverse("admin:move_in_end", args=[file.key]),
    }
    return JsonResponse(urls | {"received": file.received})


def problem_response(sentence: str, status: int):
    return JsonResponse({"problem": sentence}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def part(request, key):
    """Say how much of an upload has arrived; POST appends the body at byte `at`."""
    file = get_object_or_404(own_uploads(request.user), key=key)
    if request.method != "POST":
        return JsonResponse({"received": file.received})
    start, length = request.GET.get("at", ""), request.META.get("CONTENT_LENGTH") or ""
    if not (is_number(start) and is_number(length)) or int(length) > PART_BYTES:
        return problem_response(gettext("The file cannot be sent."), status=422)
    try:
        return JsonResponse({"received": file.append(int(start), request, int(length))})
    except UploadRefused as refusal:
        return problem_response(str(refusal), status=409)
    except UnreadablePostError:
        return problem_response(gettext("The connection broke."), status=400)
    except OSError as error:
        text = gettext("The server cannot store it: %(reason)s")
        return problem_response(text % {"reason": error.strerror or error}, status=507)


def is_number(written: str) -> bool:
    return written.isascii() and written.isdecimal() and len(written) < 19


def own_uploads(user):
    return ImportFile.objects.filter(is_upload=True, by=user)


@require_POST
def end(request, key):
    """Recognize a complete upload; answer the script with the page to go to."""
    file = get_object_or_404(own_uploads(request.user), key=key)
    if not file.is_whole:
        text = gettext("The upload is not complete. Choose the file again.")
        return problem_response(text, status=422)
    return JsonResponse({"page": take(request, file).url})


def take(request, file):
    """Create an import from a file, or set it as the pictures of the import in the form."""
    known = Import.objects.filter(pk=import_key(request)).first()
    with transaction.atomic():
        if known:
            if not known.is_running:
                known.choose_pictures(file, fetches=False)
            return redirect("admin:move_in_import", known.pk)
        try:
            source = source_of(file.path)
        except ImportRefused as refusal:
            name = pgettext("quotation", "“%(words)s”") % {"words": file.name}
            messages.error(request, labelled(name, localize(refusal.reason)))
            ImportFile.objects.filter(pk=file.pk, is_upload=True).delete()
            return redirect("admin:move_in")
        names = {"file_name": file.name, "source": source.name}
        made = Import.objects.create(file=file, by=request.user, **names)
    return redirect("admin:move_in_import", made.pk)


def import_key(request) -> int:
    written = request.POST.get("import", "")
    return int(written) if is_number(written) else 0


@require_POST
def take_whole(request):
    """Store a file from a form, and continue as after an upload in parts."""
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, gettext("Choose a file first."))
        return redirect("admin:move_in")
    try:
        with transaction.atomic():
            about = {"name": upload.name, "size": upload.size, "by": request.user}
            # The form does not tell when it was changed; with the current time, no earlier upload
            # matches.
            file = ImportFile.objects.begin(**about, modified=time.time_ns() // 10**6)
        file.append(0, upload, upload.size)
    except (UploadRefused, OSError) as error:
        messages.error(request, str(error))
        return redirect("admin:move_in")
    return take(request, file)
