"""Signing up without a password: a confirmed e-mail address, then a passkey of the device.

django-allauth's own flow (MFA_PASSKEY_SIGNUP_ENABLED) asks for a code by mail instead of the link;
its pages and its sign-in stage also work with the link, in the browser that signed up.
"""

from urllib.parse import urlencode

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.webauthn.internal import auth, flows
from allauth.mfa.webauthn.views import SignupWebAuthnView
from django.db import transaction
from django.http import JsonResponse
from django.urls import reverse
from django.views.generic import FormView

from blogsite.account.sign_in import SignUp


class SignUpByPasskey(SignUp):
    """Asks only for a name and an e-mail address."""

    template_name = "account/signup_by_passkey.html"

    def get_form_kwargs(self) -> dict:
        return super().get_form_kwargs() | {"by_passkey": True}


class MakePasskey(SignupWebAuthnView):
    """Creates the passkey of a new account, whose address this browser has just confirmed."""

    def get_context_data(self, **kwargs):
        """Return the context of the page; the library's own would store a challenge at each GET."""
        return FormView.get_context_data(self, **kwargs)

    def post(self, request, *args, **kwargs):
        """Store the passkey; answer the browser's script, which comes first, with a challenge."""
        if not request.accepts("text/html"):
            return JsonResponse(auth.begin_registration(self._login_stage.login.user, True))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form):
        """Sign in, and show the recovery codes: with them one gets in when the device is lost."""
        stage, device = self._login_stage, form.cleaned_data
        login, codes = stage.login, reverse("mfa_view_recovery_codes")
        with transaction.atomic():
            passkey = flows.signup_authenticator(
                self.request, login.user, device["name"], device["credential"]
            )
            RecoveryCodes.activate(login.user)
        details = {"id": passkey.pk, "type": passkey.type, "passwordless": True}
        # It also counts as shown again, so that the codes are shown at once.
        details["reauthenticated"] = True
        record_authentication(self.request, login.user, "mfa", **details)
        place = login.redirect_url
        login.redirect_url = f"{codes}?{urlencode({'next': place})}" if place else codes
        return stage.exit()
