"""The admin's page of the starting pages; anyone who may write posts may make drafts."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from blogsite.starting_pages.drafts import STARTING_PAGES, made_pages, make_drafts
from posts.placeholders import placeholders_in

PERMISSION = "posts.add_post"


def urls(site) -> list:
    """Return the URL pattern of the page, for the admin site."""
    view = site.admin_view(require_http_methods(["GET", "HEAD", "POST"])(starting_pages))
    return [path("starting-pages/", view, {"site": site}, name="starting_pages")]


def starting_pages(request, site):
    """Show the starting pages, and what is to be filled in; POST makes the chosen drafts."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    if request.method == "POST":
        number = len(make_drafts(request.POST.getlist("codes"), by=request.user))
        if number:
            text = ngettext("%(number)d draft was made.", "%(number)d drafts were made.", number)
            messages.success(request, text % {"number": number})
        else:
            messages.warning(request, gettext("Choose at least one page."))
        return redirect("admin:starting_pages")
    made = made_pages()
    rows = [(page, made.get(page.code)) for page in STARTING_PAGES]
    context = site.each_context(request) | {
        "title": gettext("Pages to begin with"),
        "missing": [page for page, draft in rows if draft is None],
        "made": [(draft, placeholders_in(draft.body)) for _page, draft in rows if draft],
    }
    return TemplateResponse(request, "admin/posts/starting_pages.html", context)
