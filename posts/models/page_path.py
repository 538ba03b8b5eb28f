from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.page_paths import PAGE_PATH_LENGTH, page_path, path_of_title, why_refused


class PathRefused(Exception):
    """No page may have this path, or another has it; the message is a sentence for editors."""


class PagePath(models.Model):
    """The path of a page of this blog: `about/team` is at /about/team/.

    Pages are nested by their paths alone. Articles have no path; nor have pages that were published
    before paths existed, and stay at the date and the slug.
    """

    page_path = models.CharField(_("path"), max_length=PAGE_PATH_LENGTH, null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            # The condition makes it an index on SQLite; without one the table would be rebuilt and
            # lose the triggers of the search index.
            models.UniqueConstraint(
                fields=["page_path"], condition=Q(page_path__isnull=False), name="one_page_a_path"
            ),
        ]

    def check_path(self, path: str):
        """Raise PathRefused if this page may not have the path."""
        if reason := why_refused(path):
            raise PathRefused(reason)
        pages = type(self).objects.filter(page_path=path).exclude(pk=self.pk)
        if page := pages.first():
            message = gettext("The page “%(title)s” is at “/%(path)s/”.")
            raise PathRefused(message % {"title": page.title, "path": path})

    def _path_for_publication(self):
        if not self.page_path:
            return type(self).objects.free_page_path(path_of_title(self.title), besides=self)
        path = page_path(self.page_path)
        self.check_path(path)
        return path

    @property
    def path_names(self) -> list[str]:
        """Return the names in its path: ["about", "team"]."""
        return self.page_path.split("/") if self.page_path else []

    @property
    def parents(self) -> list:
        """Return the published pages above this one, the outermost first."""
        names = self.path_names
        above = ["/".join(names[:end]) for end in range(1, len(names))]
        if not above:
            return []
        pages = type(self).objects.published().filter(page_path__in=above)
        return sorted(pages.only("title", "page_path", "place"), key=lambda p: len(p.page_path))
