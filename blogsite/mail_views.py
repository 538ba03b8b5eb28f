"""The pages behind the links in a mail: confirm, change or stop what a mailbox gets."""

from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from accounts.mail import outbox
from accounts.models import Mailbox
from comments.models import Subscription
from comments.resubmit import form_view
from posts.models import Blog, Follow

MAX_LISTED = 100  # subscriptions on a page; the others follow after these have ended


@csrf_exempt  # the token in the URL gives the right to act, no cookie does
@form_view
def mailbox(request, token):
    """Show what a mailbox gets; POST changes it by `action`: save, confirm, stop or resume."""
    box = get_object_or_404(Mailbox, nonce=token)
    return answer_mailbox(request, box, link_of(box))


@csrf_exempt  # mail programs send it without cookies and without a form
@form_view
def stop_mail(request, token):
    """Show what a mailbox gets; POST stops all mail to it, without a redirect (RFC 8058)."""
    box = get_object_or_404(Mailbox, nonce=token)
    if request.method == "POST":
        box.stop()
    return mailbox_page(request, box, link_of(box))


def link_of(box):
    return reverse("mailbox", kwargs={"token": box.nonce})


def answer_mailbox(request, box, url):
    """Show what a mailbox gets, or change it by a POST; `url` is that of the page.

    A mailbox that is not stored yet gets nothing so far.
    """
    is_unclear = request.method == "POST" and not act(box, request.POST)
    return mailbox_page(request, box, url, is_unclear)


def act(box, typed) -> bool:
    """Do what a form asks; return whether its `action` is save, confirm, stop or resume."""
    action = typed.get("action")
    if action == "stop":
        box.stop()
    elif action in ("save", "confirm", "resume"):  # anyone who has the link reads the mailbox
        with transaction.atomic():
            choose(box, typed)
            if typed.get("frequency") in Mailbox.Frequency:
                outbox.choose_frequency(box, typed["frequency"])
            if action != "save":
                outbox.confirm(box)
    else:
        return False
    return True


def choose(box, typed):
    """End the unticked subscriptions and follows, and confirm the rest."""
    for model, names in ((Subscription, ("listed", "chosen")), (Follow, ("follows", "followed"))):
        listed, chosen = (ids_in(typed.getlist(name)) for name in names)
        model.objects.choose(box, listed=listed, chosen=chosen)


def ids_in(texts) -> set[int]:
    return {int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < 19}


def mailbox_page(request, box, url, is_unclear=False):
    subscriptions = list(Subscription.objects.of(box)[:MAX_LISTED]) if box.pk else []
    follows = list(Follow.objects.of(box)[:MAX_LISTED]) if box.pk else []
    is_of_account, has_choices = url == reverse("account_mailbox"), bool(subscriptions or follows)
    is_pending = any(row.confirmed is None for row in (*subscriptions, *follows))
    context = {
        "blog": Blog.objects.current(),
        "mailbox": box,
        "frequencies": Mailbox.Frequency.choices,
        "subscriptions": subscriptions,
        "follows": follows,
        "has_choices": has_choices,
        "has_frequency": has_choices or is_of_account,
        "asks": box.awaits_confirmation or is_pending,
        "action": url,
        "is_of_account": is_of_account,
        "is_unclear": is_unclear,
        "is_personal": True,
    }
    status = 400 if is_unclear else 200
    response = render(request, "accounts/mailbox.html", context, status=status)
    # The token in the URL is not for other sites, nor for search engines.
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
