from django.utils.translation import gettext_lazy as _

from posts.models.blog import Blog


class Look(Blog):
    """The appearance of the blog, for the admin; anyone who may change the blog may change it."""

    class Meta:
        proxy = True
        default_permissions = ()
        verbose_name = _("look of the blog")
        verbose_name_plural = _("look of the blog")
