"""The pages to which the links in a mail lead: confirm an e-mail, stop its mail, resume it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from accounts.mail import outbox
from accounts.models import Mailbox
from comments.resubmit import form_view
from posts.models import Blog


@csrf_exempt  # the token in the URL gives the right to act, no cookie does
@form_view
def mailbox(request, token):
    """Show what an e-mail gets; POST changes it by `action`: confirm, stop or resume."""
    box = get_object_or_404(Mailbox, nonce=token)
    action = request.POST.get("action", "") if request.method == "POST" else None
    is_unclear = action is not None and not act(box, action)
    return mailbox_page(request, box, is_unclear)


@csrf_exempt  # mail programs send it without cookies and without a form
@form_view
def stop_mail(request, token):
    """Show what an e-mail gets; POST stops all mail to it, without a redirect (RFC 8058)."""
    box = get_object_or_404(Mailbox, nonce=token)
    if request.method == "POST":
        box.stop()
    return mailbox_page(request, box)


def act(box, action) -> bool:
    """Confirm, stop or resume; return whether `action` is one of these."""
    if action == "stop":
        box.stop()
    elif action in ("confirm", "resume"):  # who resumes has the link, and so the e-mail
        outbox.confirm(box)
    else:
        return False
    return True


def mailbox_page(request, box, is_unclear=False):
    context = {
        "blog": Blog.objects.current(),
        "mailbox": box,
        "action": reverse("mailbox", kwargs={"token": box.nonce}),
        "is_unclear": is_unclear,
    }
    status = 400 if is_unclear else 200
    response = render(request, "accounts/mailbox.html", context, status=status)
    # The token in the URL is not for other sites, nor for search engines.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
