from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BlogsiteConfig(AppConfig):
    name = "blogsite"


class DeskConfig(AdminConfig):
    """Django's admin with our own front: the desk that moderators and editors work at."""

    default_site = "blogsite.admin_site.Desk"
