"""The page on which staff choose the mail about their work."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from accounts.models import Mailbox
from accounts.models.mailbox import digest_of
from moderation.models import StaffMailState
from moderation.notifying.rounds import STAFF_KINDS


class MailChoice(NamedTuple):
    """A kind of mail that an account may get, and whether it is wanted."""

    code: str
    title: str
    description: str
    is_wanted: bool


def kinds_for(user) -> list:
    """Return the kinds of mail about an account's work."""
    return [kind for kind in STAFF_KINDS if user.has_perm(kind.permission)]


def urls(site) -> list:
    """Return the URL patterns of the page, for the admin site."""
    return [path("own-mail/", site.admin_view(own_mail), {"site": site}, name="staff_mail")]


@require_http_methods(["GET", "HEAD", "POST"])
def own_mail(request, site):
    """Show an account which mail about its work it gets; POST stores its choice."""
    kinds = kinds_for(request.user)
    if not kinds:
        raise PermissionDenied
    if request.method == "POST":
        choose(request.user, kinds, request.POST.getlist("wanted"))
        messages.success(request, gettext("Saved."))
        return redirect("admin:staff_mail")
    unwanted = StaffMailState.objects.unwanted(request.user)
    email = request.user.confirmed_email
    context = {
        "title": gettext("Mail to you about the work here"),
        "choices": [
            MailChoice(kind.code, kind.title, kind.description, kind.code not in unwanted)
            for kind in kinds
        ],
        "email": email,
        "is_stopped": bool(email) and is_stopped(email),
    }
    template = "admin/moderation/own_mail.html"
    return TemplateResponse(request, template, site.each_context(request) | context)


def choose(user, kinds, wanted):
    """Store which of some kinds of mail an account wants."""
    with transaction.atomic():
        for kind in kinds:
            StaffMailState.objects.choose(user, kind.code, is_wanted=kind.code in wanted)


def is_stopped(email) -> bool:
    """Return whether the owner of a mailbox wants no mail at all."""
    return Mailbox.objects.stopped().filter(digest=digest_of(email)).exists()
