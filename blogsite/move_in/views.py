"""The page of all files and imports, the page of one import, and its parts for htmx."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts.punctuation import labelled
from blogsite.account.fresh_sign_in import fresh_sign_in_required, is_fresh
from blogsite.models import Import, ImportFile, UploadRefused, files_in_folder
from blogsite.move_in import uploads
from blogsite.move_in.forms import PicturesForm
from blogsite.owners import owners_only
from blogsite.tasks import run_import
from blogsite.transfer.sources import SOURCES, source_named
from posts.models import Blog, Post

# The importers' names of steps and of counted things, for people.
STEPS = {
    "Looking": _("Reading the file"),
    "Checking": _("Checking"),
    "Storing": _("Storing"),
}
NOUNS = {"comments": _("comments"), "records": _("records")}


def urls(site) -> list:
    """Return the URL patterns of the pages, for the admin site."""

    def page(route, view, name):
        view = site.admin_view(never_cache(owners_only(view)))
        return path(route, view, {"site": site}, name=name)

    return [
        page("move-in/", overview, "move_in"),
        page("move-in/<id:pk>/", one_import, "move_in_import"),
        page("move-in/<id:pk>/progress/", progress, "move_in_progress"),
        page("move-in/<id:pk>/report/", report, "move_in_report"),
        *uploads.urls(site),
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request, site):
    """Show the sources of files, and the imports so far; POST uses a file of the folder."""
    if request.method == "POST":
        try:
            with transaction.atomic():
                file = ImportFile.objects.choose(request.POST.get("name", ""), by=request.user)
        except UploadRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:move_in")
        return uploads.take(request, file)
    context = site.each_context(request) | {
        "title": gettext("Move a blog in"),
        "sources": SOURCES,
        "part_bytes": uploads.PART_BYTES,
        "files": [path.name for path in files_in_folder() if path.is_file()],
        "imports": Import.objects.select_related("by", "file"),
        "has_posts": Post.objects.articles().exists(),
    }
    return TemplateResponse(request, "admin/move_in/overview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def one_import(request, site, pk):
    """Show an import: its options, its progress or its report; POST does what a button says."""
    row = get_object_or_404(Import.objects.select_related("file", "pictures"), pk=pk)
    act = ACTS.get(request.POST.get("act", "")) if request.method == "POST" else None
    form = PicturesForm(request.POST if act is check else None, blog_import=row)
    if act and (act is not check or not has_pictures(row) or form.is_valid()):
        return act(request, row, form) or redirect("admin:move_in_import", pk)
    context = site.each_context(request) | {
        "title": gettext("Move in: %(name)s") % {"name": row.file_name},
        "import": row,
        "source": source_named(row.source),
        "form": form if has_pictures(row) else None,
        "part_bytes": uploads.PART_BYTES,
        "has_posts": Post.objects.articles().exists(),
        "texts": row.texts,
        **numbers_of(row),
    }
    status = 422 if form.errors else 200
    return TemplateResponse(request, "admin/move_in/import.html", context, status=status)


def has_pictures(row) -> bool:
    source = source_named(row.source)
    return source is not None and source.has_pictures


def numbers_of(row) -> dict:
    """Return the current step of an import, in words."""
    return {"step": STEPS.get(row.step, row.step), "noun": NOUNS.get(row.noun, row.noun)}


# The buttons


def check(request, row, form):
    """Begin a dry run with the options of the form."""
    with transaction.atomic():
        if not _is_free(request):
            return
        if form.is_bound and has_pictures(row):
            form.save()
        if row.has_file:
            _begin(row, Import.State.CHECKING)


def start(request, row, form):
    """Begin to import what the dry run checked, or continue; requires a recent sign-in."""
    if not is_fresh(request):
        messages.info(request, gettext("Thank you. Now press the button once more."))
        return fresh_sign_in_required(one_import)(request)
    with transaction.atomic():
        if not _is_free(request, row):
            return
        row.refresh_from_db()
        if row.has_changed and not row.is_running:
            messages.warning(
                request, gettext("The file has changed since the dry run: look again.")
            )
        elif row.may_import or (row.has_died and row.state == Import.State.IMPORTING):
            _begin(row, Import.State.IMPORTING)
        elif row.has_died:
            _begin(row, Import.State.CHECKING)


def _is_free(request, known=None) -> bool:
    """Lock the blog; return whether no import runs, except `known`, whose process has died."""
    Blog.objects.lock()
    if Import.objects.running().exclude(pk=known.pk if known and known.has_died else None).exists():
        messages.warning(request, gettext("Another import is still running. Please wait for it."))
        return False
    return True


def _begin(row, state):
    row.begin(state)
    transaction.on_commit(lambda: run_import.enqueue(row.pk))


def set_time_zone(request, row, form):
    """Set the blog's time zone to that of the export, and check again."""
    with transaction.atomic():
        if not _is_free(request) or not row.has_file or row.time_zone is None:
            return
        blog = Blog.objects.current()
        blog.time_zone = row.time_zone
        blog.save(update_fields=["time_zone"])
        _begin(row, Import.State.CHECKING)


def stop(request, row, form):
    """Stop a run: at once if it waits, else at its next progress update."""
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=row.pk)
        if row.is_running:
            row.ask_to_stop()


def remove(request, row, form):
    """Delete the uploaded files of an import; its report stays."""
    if not row.is_running:
        keys = [row.file_id, row.pictures_id]
        with transaction.atomic():
            ImportFile.objects.filter(pk__in=filter(None, keys)).delete()


ACTS = {
    "check": check,
    "zone": set_time_zone,
    "import": start,
    "stop": stop,
    "remove": remove,
}


@require_safe
def progress(request, site, pk):
    """Answer htmx with an import's progress; at its end, the page is loaded again."""
    row = get_object_or_404(Import, pk=pk)
    if not row.is_running or row.has_died:
        return HttpResponseClientRefresh()
    context = {"import": row, **numbers_of(row)}
    return TemplateResponse(request, "admin/move_in/_progress.html", context)


@require_safe
def report(request, site, pk):
    """Return the whole report as a text file."""
    row = get_object_or_404(Import, pk=pk)
    if not row.whole_text or row.ended is None:  # while it runs again it has no end
        raise Http404
    head = labelled(f"{row.file_name}, {row.ended:%Y-%m-%d %H:%M} UTC", row.get_state_display())
    name = f"import-{row.ended:%Y-%m-%d}.txt"
    return HttpResponse(
        f"{head}\n\n{row.whole_text}\n",
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
