"""The pages of the second factor: setting one up, recovery codes, and typing a code."""

from allauth.account.models import EmailAddress, Login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views._reauthenticate import BaseReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.db import transaction
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables

from accounts.limits import SECOND_FACTOR
from accounts.sessions import end_other_sessions
from blogsite.account.sign_in import BeginsAgain


class SecondFactor(IndexView):
    def get_context_data(self, **kwargs):
        user = self.request.user
        unconfirmed = EmailAddress.objects.filter(user=user, verified=False)
        return super().get_context_data(**kwargs) | {
            "has_unconfirmed_email": unconfirmed.exists(),
            "must_add": user.must_add_second_factor,
        }


class EndsOtherSessions:
    """Ends the other sessions of an account with its first factor: they have never shown one."""

    def form_valid(self, form):
        with transaction.atomic():
            is_first = not self.request.user.has_second_factor
            response = super().form_valid(form)
            if is_first:
                end_other_sessions(self.request)
        return response


class AddApp(EndsOtherSessions, ActivateTOTPView):
    """Shows the secret as a picture and as letters; new each time."""

    @method_decorator(sensitive_variables("secret", "url", "context"))
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"picture": picture_of(context["totp_url"])}


class RecoveryCodes(ViewRecoveryCodesView):
    """Shows the codes, and then returns to the page before the passkey was made."""

    def get_context_data(self, **kwargs):
        place = get_next_redirect_url(self.request) or ""
        return super().get_context_data(**kwargs) | {"next": place}


class TypeCode(AuthenticateView):
    """Asks for a code after the password; attempts count for the account."""

    def post(self, request, *args, **kwargs):
        person = f"account {self.stage.login.user.pk}"
        SECOND_FACTOR.check(person=person, ip=request.client_ip)
        return super().post(request, *args, **kwargs)

    def _build_forms(self):
        """Make both forms; one that is sent without a passkey is that of the code."""
        user, data = self.stage.login.user, self.request.POST or None
        is_passkey = bool(self.request.POST.get("credential"))
        self.auth_form = self.get_form_class()(user=user, data=None if is_passkey else data)
        self.webauthn_form = None
        if is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]):
            form_class = self.get_webauthn_form_class()
            self.webauthn_form = form_class(user=user, data=data if is_passkey else None)
        is_passkey_form = is_passkey and self.webauthn_form
        return self.webauthn_form if is_passkey_form else self.auth_form


class AddPasskey(EndsOtherSessions, AddWebAuthnView):
    """Adds a passkey that signs in by itself: the device checks who holds it."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return context | {"js_data": {"creation_options": options}}


class ShowPasskey(ReauthenticateWebAuthnView):
    """Asks for a passkey where others type their password again."""

    def get_context_data(self, **kwargs):
        """Return the context of the page; the library's own would store a challenge at each GET."""
        place = get_next_redirect_url(self.request) or ""
        return BaseReauthenticateView.get_context_data(self, **kwargs) | {"next": place}

    def post(self, request, *args, **kwargs):
        """Accept the passkey; answer the browser's script, which comes first, with a challenge.

        It is one for signing in with only the passkey: the device must check who holds it.
        """
        if not request.accepts("text/html"):
            return JsonResponse(auth.begin_authentication())
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form))


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class PasskeySignIn(BeginsAgain, LoginWebAuthnView):
    def get(self, request, *args, **kwargs):
        return redirect("sign_in")

    def post(self, request, *args, **kwargs):
        """Sign in; answer the browser's script, which comes first, with the challenge.

        The session stores that, so it is not a GET, and it is limited like signing in.
        """
        if not request.accepts("text/html"):
            return JsonResponse(auth.begin_authentication())
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        return redirect(f"{reverse('sign_in')}?passkey=")

    def form_valid(self, form):
        """Sign in, and redirect to the page before."""
        passkey = form.cleaned_data["credential"]
        place = get_next_redirect_url(self.request)
        login = Login(user=passkey.user, redirect_url=place)
        return flows.perform_passwordless_login(self.request, passkey, login)


def picture_of(url: str) -> dict:
    """Return a QR code as the `size` of a square and the `path` of its dark parts, for SVG.

    The site's policy forbids images at data: URLs.
    """
    from qrcode import QRCode  # here, because it takes 2 MB of each worker

    code = QRCode()
    code.add_data(url)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return {"size": len(rows), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)}
