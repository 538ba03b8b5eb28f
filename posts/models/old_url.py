from urllib.parse import parse_qsl, unquote, urlencode

from django.db import models

from posts.slugs import in_nfc

# WordPress and others linked to a post by its id: /?p=123.
POST_ID_PARAMETERS = ("p", "page_id")


class OldAddressManager(models.Manager):
    def keep(self, path: str, post):
        """Let `path` lead to `post` from now on; one too long to be stored is let go."""
        path = in_nfc(path)
        if len(path) <= self.model._meta.get_field("path").max_length:
            self.update_or_create(path=path, defaults={"post": post})

    def target_of(self, path: str, query: str = "") -> str | None:
        """Return the URL of what a path once led to, of a post or its feed; None for no such.

        Old systems told posts apart by path or by query. A query that did not is kept.
        """
        bare, rest = path.removesuffix("/"), f"?{query}" if query else ""
        before, _, last = bare.rpartition("/")
        if post := query and self._post_at(f"{path}?{unquote(query)}"):
            return post.get_absolute_url()
        if not bare:
            return self._numbered(query)
        if post := self._post_at(f"{bare}/", bare):
            return f"{post.get_absolute_url()}{rest}"
        if post := last == "feed" and before and self._post_at(f"{before}/", before):
            return f"{post.get_absolute_url()}feed/{rest}"
        return None

    def _numbered(self, query):
        """Follow /?p=123 with further parameters, which are kept."""
        parameters = parse_qsl(query, keep_blank_values=True)
        for name, value in parameters:
            if name in POST_ID_PARAMETERS and (post := self._post_at(f"/?{name}={value}")):
                rest = urlencode([pair for pair in parameters if pair != (name, value)])
                return f"{post.get_absolute_url()}{'?' if rest else ''}{rest}"
        return None

    def _post_at(self, *paths):
        paths = {spelling for path in paths for spelling in (path, in_nfc(path))}
        readable = [path for path in paths if "\x00" not in path]
        known = self.filter(path__in=readable).select_related("post").order_by("pk")
        return next((old.post for old in known if old.post.is_published), None)


class OldAddress(models.Model):
    """A path that once led to a post, and redirects to it; as people read it, not encoded."""

    path = models.CharField(max_length=500, unique=True)
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="old_addresses")

    objects = OldAddressManager()

    class Meta:
        verbose_name_plural = "old addresses"

    def __str__(self):
        return self.path
