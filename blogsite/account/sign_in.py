"""The pages for signing in and out, which also lead staff to the desk and back."""

from allauth.account.utils import passthrough_next_redirect_url
from allauth.account.views import (
    ConfirmEmailView,
    ConfirmLoginCodeView,
    EmailView,
    LoginView,
    LogoutView,
    RequestLoginCodeView,
    SignupView,
)
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse

from accounts.guests import delete_hint_cookie
from blogsite.provider_settings import configured_providers


class BeginsAgain:
    """A page that forgets what was begun before, such as typing a code."""

    def _redirect_to_pending_stage(self, request, stage):
        return None


class SignUp(BeginsAgain, SignupView):
    def get_context_data(self, **kwargs):
        by_passkey = reverse("account_signup_by_passkey")
        link = passthrough_next_redirect_url(self.request, by_passkey, REDIRECT_FIELD_NAME)
        return super().get_context_data(**kwargs) | {"signup_by_passkey_url": link}


class SignIn(BeginsAgain, LoginView):
    """django-allauth's view, also for people who have signed in.

    For them, the page says as whom, and links to the desk and to signing out: no other public page
    can.
    """

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_authenticated and request.method != "POST":
            return self.render_to_response(self.get_context_data(form=None))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        place, user = self.get_next_url() or "", self.request.user
        providers, query = configured_providers(), self.request.GET
        is_for_staff = place.startswith(reverse("admin:index"))
        return super().get_context_data(**kwargs) | {
            "next": place,
            "has_passkey_failed": "passkey" in query,
            "providers": providers.values(),
            "failed_provider": providers.get(query.get("provider")),
            "is_unconfirmed": query.get("problem") == "unconfirmed",
            "is_confirmed": "confirmed" in query,
            "needs_staff": is_for_staff and user.is_authenticated and not user.is_staff,
        }


class RequestCode(BeginsAgain, RequestLoginCodeView):
    def get_context_data(self, **kwargs):
        details = {"next": self.get_next_url() or "", "has_ended": "ended" in self.request.GET}
        return super().get_context_data(**kwargs) | details


class ConfirmCode(ConfirmLoginCodeView):
    """Returns to the first page, with a message, if no attempt is left or the time is over."""

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        first_page = reverse("account_request_login_code")
        has_ended = response.get("Location") == first_page
        return redirect(f"{first_page}?ended=") if has_ended else response

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"next": self.get_next_url() or ""}


class SignOut(LogoutView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"next": self.get_next_url() or ""}

    def post(self, request, *args, **kwargs):
        response = super().post(request, *args, **kwargs)
        delete_hint_cookie(request, response)
        return response


class ChangeEmail(EmailView):
    """The page of an account's e-mail address, which changes only after a confirmation."""

    def _action_primary(self, request):
        """Do nothing: no button sends this, and it would accept an unconfirmed address."""


class ConfirmEmail(ConfirmEmailView):
    """Says what to do if a link is too old or was used already, also after the button."""

    def logout_other_user(self, confirmation):
        """Sign another account out, but not by opening the page."""
        if self.request.method == "POST":
            super().logout_other_user(confirmation)

    def post(self, request, *args, **kwargs):
        try:
            return super().post(request, *args, **kwargs)
        except Http404:
            return self.get(request, *args, **kwargs)

    def respond(self, success):
        """Redirect, or show the page again if another account has confirmed the address."""
        if success:
            return super().respond(success)
        return self.render_to_response(self.get_context_data(is_taken=True))
