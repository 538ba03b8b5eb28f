"""The pages on which owners export the whole blog into a file, and download it."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from blogsite.account.fresh_sign_in import fresh_sign_in_required
from blogsite.models import Export
from blogsite.owners import owners_only
from blogsite.tasks import run_export
from posts.models import Blog


def urls(site) -> list:
    """Return the URL patterns of the pages, for the admin site."""

    def page(route, view, name):
        return path(route, site.admin_view(owners_only(view)), {"site": site}, name=name)

    return [
        page("export/", fresh_sign_in_required(exports, keeps=ExportForm.Meta.fields), "exports"),
        # It polls by itself, for longer than a sign-in is recent.
        page("export/<id:pk>/progress/", progress, "export_progress"),
        page("export/<id:pk>/file/", fresh_sign_in_required(file), "export_file"),
    ]


class ExportForm(forms.ModelForm):
    class Meta:
        model = Export
        fields = ["format", "with_personal_data"]
        widgets = {"format": forms.RadioSelect}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def exports(request, site):
    """Show the form and the files; POST begins an export."""
    form = ExportForm(
        request.POST if request.method == "POST" else None, initial=choices_in(request.GET)
    )
    if form.is_bound and form.is_valid():
        return begin(request, form)
    context = {
        "title": gettext("Take the blog with you"),
        "form": form,
        "exports": Export.objects.select_related("by"),
    }
    context = site.each_context(request) | context
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "admin/exports/list.html", context, status=status)


def choices_in(query) -> dict:
    """Return the choices of a form that was sent before the question for the password."""
    if "format" not in query:
        return {}
    return {"format": query["format"], "with_personal_data": "with_personal_data" in query}


def begin(request, form):
    """Begin an export unless another one runs; redirect to the page that shows it."""
    with transaction.atomic():
        Blog.objects.lock()
        if Export.objects.running():
            text = gettext("Another export is still running. Please wait for it.")
            messages.warning(request, text)
        else:
            form.instance.by = request.user
            export = form.save()
            transaction.on_commit(lambda: run_export.enqueue(export.pk))
    return redirect("admin:exports")


@never_cache
@require_safe
def progress(request, site, pk):
    """Answer htmx with an export's progress; at its end, the page is loaded again."""
    export = get_object_or_404(Export, pk=pk)
    if export.ended or export.has_stopped:
        return HttpResponseClientRefresh()
    return TemplateResponse(request, "admin/exports/_progress.html", {"export": export})


@never_cache
@require_safe
def file(request, site, pk):
    """Return the file of an export."""
    export = get_object_or_404(Export, pk=pk)
    if not export.is_ready:
        raise Http404
    return FileResponse(export.path.open("rb"), as_attachment=True, filename=export.file_name)
