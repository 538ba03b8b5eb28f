import gc

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

# Django imports this module first of all apps and calls SiteAdminConfig.ready when they are loaded.
# None of what is loaded until then is garbage, and looking through it takes a third of a start.
gc.disable()


class BlogsiteConfig(AppConfig):
    name = "blogsite"
    verbose_name = _("Other sites and programs")

    def ready(self):
        from blogsite.database_check import check_servers
        from blogsite.object_store.checks import check_backup_copies, check_media_storage

        checks.register(check_media_storage, deploy=True)
        checks.register(check_backup_copies, deploy=True)
        checks.register(check_servers, deploy=True)


class SiteAdminConfig(AdminConfig):
    """Django's admin with our own front: the desk for moderators and editors."""

    default_site = "blogsite.admin_site.Desk"

    def ready(self):
        """Register the models of all apps, except those of sign-ins: only owners change these.

        Then let Python collect garbage again, without looking through what is loaded.
        """
        super().ready()
        from allauth.account.models import EmailAddress
        from allauth.mfa.models import Authenticator
        from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
        from allauth.usersessions.models import UserSession
        from django.contrib import admin

        admin.site.unregister(
            [EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken]
        )
        gc.freeze()
        gc.enable()
