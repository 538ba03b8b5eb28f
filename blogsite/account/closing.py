"""The pages on which people close their account: the question, the mail's link, cancelling."""

from django.contrib.auth.decorators import login_required
from django.core import signing
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from accounts.mail import outbox
from accounts.mail.outbox import Draft
from accounts.models import Closing
from accounts.privacy import holdings
from blogsite.account.fresh_sign_in import fresh_sign_in_required

CHOICES = {"keep": True, "erase": False}  # the fate of published comments


@fresh_sign_in_required
def close_account(request):
    """Explain what happens when an account is closed; POST sends the mail with the link for it."""
    user = request.user
    refusal = user.closing_refusal
    if refusal:
        return _page(request, status=403 if request.method == "POST" else 200, refusal=refusal)
    if request.method != "POST" or Closing.objects.filter(user=user).exists():
        return _page(request)
    choice = request.POST.get("comments", "")
    if choice not in CHOICES or request.POST.get("sure") != "yes":
        return _page(request, status=400, is_incomplete=True, choice=choice)
    with transaction.atomic():
        closing, _ = Closing.objects.get_or_create(
            user=user, defaults={"keeps_comments": CHOICES[choice]}
        )
        if email := user.confirmed_email:
            about = {"user": user.pk, "closing": closing.pk}
            outbox.queue([Draft("closing_question", email, about)])
        else:
            closing.confirm()
    return redirect("account_close")


def _page(request, status=200, **context):
    context |= {
        "closing": Closing.objects.filter(user=request.user).first(),
        "remains": [holding.remains for holding in holdings() if holding.remains],
    }
    return TemplateResponse(request, "account/close.html", context, status=status)


@login_required(login_url="sign_in")
@require_POST
def cancel_closing(request):
    """Cancel the closing of the account."""
    Closing.objects.filter(user=request.user).delete()
    return redirect("account_overview")


def confirm_closing(request, token):
    """Ask once more; POST begins the day after which the account is closed.

    The token is enough: anyone who has it reads the account's mail.
    """
    try:
        closing = Closing.objects.by_token(token)
    except (signing.BadSignature, Closing.DoesNotExist):
        return TemplateResponse(request, "account/close_confirm.html", {}, status=404)
    if request.method == "POST":
        closing.confirm()
    return TemplateResponse(request, "account/close_confirm.html", {"closing": closing})
