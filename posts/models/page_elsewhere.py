from django.utils.translation import gettext_lazy as _

from posts.models.foreign_page import ForeignPage
from posts.models.post import Post


class PageElsewhere(Post):
    """A page of another site as owners see it: a post that stands for it, with its conversation.

    It has no ForeignPage if it was imported without a URL.
    """

    class Meta:
        proxy = True
        verbose_name = _("page of another site")
        verbose_name_plural = _("pages of other sites")
        default_permissions = ()  # anyone who may write posts may change their settings

    @property
    def page(self) -> ForeignPage | None:
        """Return where the page is, if that is known."""
        return getattr(self, "foreign_page", None)
