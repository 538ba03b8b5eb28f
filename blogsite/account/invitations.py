"""The page of an invitation's link: accept it with an existing or a new account.

The token is in one URL only, which stores the invitation in the session and redirects: so it is on
no page, and no other site learns it.
"""

from uuid import uuid4

from allauth.account.utils import perform_login
from django import forms
from django.contrib import messages
from django.contrib.auth import password_validation
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext, gettext_lazy

from accounts.forms import rewrite_new_password
from accounts.guests import set_hint_cookie
from accounts.models import Invitation, Person, User
from accounts.sign_in import account_of_email
from blogsite.account.names import account_name, name_field
from moderation.models import Ban

SESSION_KEY = "invitation"


class NewAccountForm(forms.Form):
    """A name and a password; the e-mail address is that of the invitation."""

    display_name = name_field()
    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        max_length=1_000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, email, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.email = email
        rewrite_new_password(self.fields["password1"])
        self.fields["password1"].label = gettext("Password")

    def clean_display_name(self):
        return account_name(self.cleaned_data["display_name"])

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        user = User(email=self.email, display_name=self.data.get("display_name", ""))
        password_validation.validate_password(password, user)
        return password

    def create_account(self) -> User:
        """Store the account.

        Its address counts as confirmed: anyone who has the link reads its mail.

        An unconfirmed account that somebody else made with this address is deleted.
        """
        data = self.cleaned_data
        with transaction.atomic():
            User.objects.unconfirmed().filter(email=self.email).delete()
            return User.objects.create_user(
                uuid4().hex, self.email, data["password1"], display_name=data["display_name"]
            )


def open_invitation(request, token):
    """Store the invitation of a link in the session, and redirect to its page."""
    offer = Invitation.objects.by_token(token)
    if offer is None:
        return _old_link(request)
    request.session[SESSION_KEY] = offer.pk
    return redirect("account_invitation")


def invitation(request):
    """Show the invitation that this browser has opened; POST accepts it."""
    offer = Invitation.objects.open().filter(pk=request.session.get(SESSION_KEY)).first()
    if offer is None:
        return _old_link(request)
    if request.user.is_authenticated:
        return _for_account(request, offer)
    return _for_stranger(request, offer)


def _for_account(request, offer):
    person = Person.objects.unjoined().filter(user=request.user).first()
    is_banned = bool(person) and Ban.objects.in_force(person=person) is not None
    if request.method == "POST" and not is_banned:
        return _accept(request, offer, request.user)
    return _page(request, offer, is_banned=is_banned)


def _for_stranger(request, offer):
    has_account = _has_account(offer.email)
    form = NewAccountForm(request.POST or None, email=offer.email.lower())
    if has_account or request.method != "POST" or not form.is_valid():
        return _page(request, offer, form=form, has_account=has_account)
    try:
        user = form.create_account()
    except IntegrityError:  # the same form, sent twice at once
        return _page(request, offer, form=form, has_account=True)
    perform_login(request, user, email_verification="none")  # its response leads elsewhere
    response = _accept(request, offer, user)
    set_hint_cookie(request, response)
    return response


def _has_account(email) -> bool:
    """Return whether an account can sign in with an address; unconfirmed ones do not count."""
    account = account_of_email(email)
    unconfirmed = User.objects.unconfirmed()
    return account is not None and not unconfirmed.filter(pk=account.pk).exists()


def _accept(request, offer, user):
    if not offer.accept(user):
        return _old_link(request)
    request.session.pop(SESSION_KEY, None)
    words = {"name": user, "role": gettext(offer.role.name)}
    welcome = gettext("Welcome, %(name)s. You are now among the %(role)s: here is your desk.")
    messages.success(request, welcome % words)
    return redirect("admin:index")


def _page(request, offer, **context):
    form = context.get("form")
    status = 400 if form and form.errors else 200
    context |= {"invitation": offer, "role": gettext(offer.role.name)}
    return TemplateResponse(request, "account/invitation.html", context, status=status)


def _old_link(request):
    return TemplateResponse(request, "account/invitation.html", {"invitation": None}, status=404)
