from urllib.parse import unquote

from django.db import models

from posts.slugs import in_nfc


class OldAddressManager(models.Manager):
    def keep(self, path: str, post):
        """Let `path` lead to `post` from now on; one too long to be stored is let go."""
        path = in_nfc(path)
        if len(path) <= self.model._meta.get_field("path").max_length:
            self.update_or_create(path=path, defaults={"post": post})

    def post_at(self, path: str, query: str = ""):
        """Give the published post that an address once led to, or None.

        Old systems told posts apart by path or by query; both are tried, and the path with and
        without the slash at its end.
        """
        bare = path.removesuffix("/")
        candidates = [f"{path}?{unquote(query)}"] if query else []
        candidates += [f"{bare}/", bare] if bare else []
        candidates += [normal for path in candidates if (normal := in_nfc(path)) not in candidates]
        candidates = [candidate for candidate in candidates if "\x00" not in candidate]
        found = self.filter(path__in=candidates).select_related("post").order_by("pk")
        return next((old.post for old in found if old.post.is_published), None)


class OldAddress(models.Model):
    """A path that once led to a post, and redirects to it; as people read it, not encoded."""

    path = models.CharField(max_length=500, unique=True)
    post = models.ForeignKey("posts.Post", models.CASCADE, related_name="old_addresses")

    objects = OldAddressManager()

    class Meta:
        verbose_name_plural = "old addresses"

    def __str__(self):
        return self.path
