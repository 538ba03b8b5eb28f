from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self):
        """Import the modules that are found by name, so that a broken one stops the start."""
        from accounts import privacy
        from accounts.catalogues import loading
        from accounts.checks import check_catalogues
        from accounts.mail import kinds

        loading.install()
        checks.register(check_catalogues)
        privacy.declarations()
        kinds.discover()
