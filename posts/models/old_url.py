from urllib.parse import parse_qsl, unquote, urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from posts.slugs import in_nfc

# WordPress and others linked to a post by its id: /?p=123.
POST_ID_PARAMETERS = ("p", "page_id")


class OldAddressManager(models.Manager):
    def add(self, path: str, post):
        """Make `path` redirect to `post`; a path too long to be stored is ignored."""
        path = in_nfc(path)
        if len(path) <= self.model._meta.get_field("path").max_length:
            self.update_or_create(path=path, defaults={"post": post})

    def target_of(self, path: str, query: str = "") -> str | None:
        """Return the URL of the post, or post's feed, that a path once led to; None without one.

        Old systems identified a post by its path or by its query. Any other query stays.
        """
        bare, rest = path.removesuffix("/"), f"?{query}" if query else ""
        before, _, last = bare.rpartition("/")
        if post := query and self._post_by_path(f"{path}?{unquote(query)}"):
            return post.get_absolute_url()
        if not bare:
            return self._by_post_id(query)
        if post := self._post_by_path(f"{bare}/", bare):
            return f"{post.get_absolute_url()}{rest}"
        if post := last == "feed" and before and self._post_by_path(f"{before}/", before):
            return f"{post.get_absolute_url()}feed/{rest}"
        return None

    def _by_post_id(self, query):
        """Return the URL that /?p=123 leads to; further parameters stay."""
        parameters = parse_qsl(query, keep_blank_values=True)
        for name, value in parameters:
            if name in POST_ID_PARAMETERS and (post := self._post_by_path(f"/?{name}={value}")):
                rest = urlencode([pair for pair in parameters if pair != (name, value)])
                return f"{post.get_absolute_url()}{'?' if rest else ''}{rest}"
        return None

    def _post_by_path(self, *paths):
        paths = {spelling for path in paths for spelling in (path, in_nfc(path))}
        readable = [path for path in paths if "\x00" not in path]
        known = self.filter(path__in=readable).select_related("post").order_by("pk")
        return next((old.post for old in known if old.post.is_published), None)


class OldAddress(models.Model):
    """A path, not percent-encoded, that once led to a post and now redirects to it."""

    path = models.CharField(max_length=500, unique=True)
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="old_addresses")

    objects = OldAddressManager()

    class Meta:
        verbose_name_plural = _("old addresses")

    def __str__(self):
        return self.path
