"""Sign-in with an account of another site: by OpenID Connect, or with GitHub.

The provider's id identifies the person. The first time, an existing account is used only if both
the provider and we have confirmed its e-mail address; otherwise a new account is created.
"""

from functools import wraps
from urllib.parse import urlencode, urlsplit

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from requests import RequestException

from accounts.sign_in import owner_of_email
from blogsite.account.names import name_among
from blogsite.provider import GitHubURLs
from blogsite.provider_settings import GITHUB, configured_providers

# Errors of the library for a provider's malformed answer.
MALFORMED = (LookupError, ValueError, TypeError, AttributeError)


def allows_providers(view):
    """Allow the forms of a page to lead to providers: browsers check redirects of forms."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        urls = [urlsplit(each["server_url"]) for each in configured_providers().values()]
        if not urls:
            return view(request, *args, **kwargs)
        targets = [CSP.SELF, *(f"{url.scheme}://{url.netloc}" for url in urls)]
        policy = settings.SECURE_CSP | {"form-action": targets}
        return csp_override(policy)(view)(request, *args, **kwargs)

    return answer


def begin(request, provider_id):
    """Redirect to the provider; its answer comes to `finish`."""
    if provider_id not in configured_providers():
        raise Http404
    if request.method != "POST":
        return redirect("sign_in")
    try:
        chosen = get_adapter().get_provider(request, provider_id)
        return chosen.redirect(request, AuthProcess.LOGIN, get_next_redirect_url(request))
    except (RequestException, *MALFORMED):
        return failed(provider_id)


def finish(request, provider_id):
    """Sign in the person whom the provider has sent back."""
    if provider_id not in configured_providers():
        raise Http404
    try:
        if provider_id == GITHUB:
            return OAuth2CallbackView.adapter_view(GitHubURLs)(request)
        return views.callback(request, provider_id)
    except MALFORMED:
        return failed(provider_id)


def failed(provider_id, problem="failed"):
    query = urlencode({"provider": provider_id, "problem": problem})
    return redirect(f"{reverse('sign_in')}?{query}")


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Finds or creates the account of a person who comes from a provider."""

    def pre_social_login(self, request, sociallogin):
        """Refuse an unknown person whose e-mail address the provider has not confirmed.

        A new account gets one address, even if GitHub names several: preferably the primary one.
        """
        if sociallogin.is_existing:
            return
        confirmed = [address for address in sociallogin.email_addresses if address.verified]
        if not confirmed:
            raise ImmediateHttpResponse(failed(sociallogin.account.provider, "unconfirmed"))
        chosen = next((address for address in confirmed if address.primary), confirmed[0])
        chosen.email = sociallogin.user.email = chosen.email.lower()
        sociallogin.email_addresses = [chosen]

    def on_authentication_error(self, request, provider, **details):
        raise ImmediateHttpResponse(failed(provider.sub_id))

    def authenticate_by_email(self, sociallogin):
        """Return the account that has confirmed an address which the provider confirms, too."""
        for address in sociallogin.email_addresses:
            if address.verified and (owner := owner_of_email(address.email)):
                return owner, address.email
        return None

    def populate_user(self, request, sociallogin, data):
        """Set a new account's e-mail address, and a valid name."""
        user = sociallogin.user
        user.email = (data.get("email") or "").lower() or None
        user.display_name = name_among(data.get("name"), data.get("username"))
        return user
