"""The pages of the second factor: setting one up, the codes on paper, and typing a code."""

from allauth.account.models import EmailAddress
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.totp.views import ActivateTOTPView
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_variables
from qrcode import QRCode

from accounts.limits import SECOND_FACTOR


class SecondFactor(IndexView):
    def get_context_data(self, **kwargs):
        user = self.request.user
        unconfirmed = EmailAddress.objects.filter(user=user, verified=False)
        return super().get_context_data(**kwargs) | {
            "has_unconfirmed_email": unconfirmed.exists(),
            "must_add": user.must_add_second_factor,
        }


class AddApp(ActivateTOTPView):
    """Shows the secret as a picture and as letters; both are new each time."""

    @method_decorator(sensitive_variables("secret", "url", "context"))
    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context | {"picture": picture_of(context["totp_url"])}


class TypeCode(AuthenticateView):
    """Asks for a code after the password; how often, counts for the account."""

    def post(self, request, *args, **kwargs):
        person = f"account {self.stage.login.user.pk}"
        SECOND_FACTOR.check(person=person, ip=request.client_ip)
        return super().post(request, *args, **kwargs)

    def _build_forms(self):
        data = self.request.POST if self.request.method == "POST" else None
        self.auth_form = self.get_form_class()(user=self.stage.login.user, data=data)
        self.webauthn_form = None
        return self.auth_form


def picture_of(url: str) -> dict:
    """Return a QR code as the `size` of a square and the `path` of its dark parts, for SVG.

    An image at a data: URL is against the site's policy.
    """
    code = QRCode()
    code.add_data(url)
    rows = code.get_matrix()
    dark = [(x, y) for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark]
    return {"size": len(rows), "path": "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)}
