"""Signing in with an account of elsewhere, by OpenID Connect, where OIDC_URL names a provider.

Who comes is known by the provider's id for them. The first time, an account here is theirs only if
both the provider and we have confirmed its e-mail; else they get a new account.
"""

from functools import wraps
from urllib.parse import urlsplit

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.openid_connect import views
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.csp import CSP
from django.utils.translation import gettext
from django.views.decorators.csp import csp_override
from requests import RequestException

from accounts.sign_in import owner_of_email
from blogsite.account_names import account_name

# What a provider's answer may lead to that is not of the form that the library expects.
MALFORMED = (LookupError, ValueError, TypeError, AttributeError)


def provider() -> dict | None:
    """Return the provider of the settings, with `name` and `server_url`, or None."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps[0] | apps[0]["settings"] if apps else None


def allows_provider(view):
    """Let the forms of a page lead to the provider: browsers check where a form is redirected."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        if not (configured := provider()):
            return view(request, *args, **kwargs)
        parts = urlsplit(configured["server_url"])
        targets = [CSP.SELF, f"{parts.scheme}://{parts.netloc}"]
        policy = settings.SECURE_CSP | {"form-action": targets}
        return csp_override(policy)(view)(request, *args, **kwargs)

    return answer


def begin(request, provider_id):
    """Lead to the provider; its answer comes to `finish`."""
    if request.method != "POST":
        return redirect("sign_in")
    try:
        chosen = get_adapter().get_provider(request, provider_id)
        return chosen.redirect(request, AuthProcess.LOGIN, get_next_redirect_url(request))
    except SocialApp.DoesNotExist:
        raise Http404 from None
    except (RequestException, *MALFORMED):
        return failed()


def finish(request, provider_id):
    """Sign in whom the provider sends back."""
    try:
        return views.callback(request, provider_id)
    except MALFORMED:
        return failed()


def failed(why=""):
    return redirect(f"{reverse('sign_in')}?provider={why}")


class ProviderAdapter(DefaultSocialAccountAdapter):
    """Which account somebody gets who comes from a provider."""

    def pre_social_login(self, request, sociallogin):
        """Refuse who is not known yet, and whose e-mail the provider has not confirmed."""
        if sociallogin.is_existing:
            return
        sociallogin.email_addresses = [e for e in sociallogin.email_addresses if e.verified]
        for address in sociallogin.email_addresses:
            address.email = address.email.lower()
        if not sociallogin.email_addresses:
            raise ImmediateHttpResponse(failed("unconfirmed"))

    def on_authentication_error(self, request, provider, **details):
        raise ImmediateHttpResponse(failed())

    def authenticate_by_email(self, sociallogin):
        """Return the account that has confirmed an e-mail which the provider has confirmed, too."""
        for address in sociallogin.email_addresses:
            if address.verified and (owner := owner_of_email(address.email)):
                return owner, address.email
        return None

    def populate_user(self, request, sociallogin, data):
        """Give a new account its e-mail, and a name that somebody may have here."""
        user = sociallogin.user
        user.email = (data.get("email") or "").lower() or None
        user.display_name = name_among(data.get("name"), data.get("username"))
        return user


def name_among(*texts) -> str:
    """Return the first text that an account may have as its name."""
    for text in texts:
        try:
            return account_name(text if isinstance(text, str) else "")
        except ValidationError:
            continue
    return gettext("Reader")
