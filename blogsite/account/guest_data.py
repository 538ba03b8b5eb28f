"""The page on which a guest downloads the data stored about them, or has it deleted.

The browser's cookie proves who it is: there may be no e-mail address to ask for a confirmation.
"""

from uuid import uuid4

from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from accounts.guests import forget_guest as forget_cookie
from accounts.guests import guest_of
from accounts.privacy import holdings
from accounts.tasks import forget_guest
from blogsite.account.closing import CHOICES
from blogsite.account.joining import GuestHistory
from blogsite.account.own_data import file_about


def guest_data(request):
    """Show what this browser has written; POST downloads it, or deletes it, by `action`."""
    if request.user.is_authenticated:
        return redirect("account_data")
    guest = guest_of(request)
    if guest is None or request.method != "POST":
        return _page(request, guest, status=404 if request.method == "POST" else 200)
    if request.POST.get("action") == "download":
        return file_about(guest)
    choice = request.POST.get("comments", "")
    if choice not in CHOICES or request.POST.get("sure") != "yes":
        return _page(request, guest, status=400, is_incomplete=True, choice=choice)
    with transaction.atomic():
        guest.key = uuid4()  # the cookie is invalid from now on, also while the task waits
        guest.save(update_fields=["key"])
        transaction.on_commit(lambda: forget_guest.enqueue(guest.pk, CHOICES[choice]))
    response = _page(request, None, is_done=True)
    forget_cookie(response)
    return response


def _page(request, guest, status=200, **context):
    context |= {
        "guest": guest,
        "sentences": GuestHistory(guest).sentences() if guest else [],
        "remains": [holding.remains for holding in holdings() if holding.remains],
    }
    return TemplateResponse(request, "account/guest_data.html", context, status=status)
