from django.utils.translation import gettext_lazy as _

from posts.models.post import Post


class Page(Post):
    """A page of this blog as editors see it: a post whose place is PAGE, with a path."""

    class Meta:
        proxy = True
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        default_permissions = ()  # anyone who may write posts may write pages

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self._state.adding:
            self.place = self.Place.PAGE

    @property
    def missing_parent(self) -> str:
        """Return the parent path in its URL if there is no page at it."""
        above = "/".join(self.path_names[:-1])
        return "" if not above or Page.objects.filter(page_path=above).exists() else above
