from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.slugs import in_nfc


class OldAddressManager(models.Manager):
    def add(self, path: str, target):
        """Make `path`, not percent-encoded, redirect to a target; an earlier target is replaced.

        `target` is a post, a tag, an account (the page of an author), or the path of something else
        on this site, such as "/media/images/….webp". A path that is too long to be stored is
        ignored.
        """
        path, target = in_nfc(path), _fields_of(target)
        if len(path) <= self.model.MAX_LENGTH and "\x00" not in path:
            self.update_or_create(path=path, defaults=target)

    def add_new(self, targets: dict) -> set[str]:
        """Make paths redirect to targets, as `add` does; return those that lead elsewhere already.

        `targets` maps each path to its target. Paths that are stored already do not change.
        """
        rows = {path: self.model(path=path, **_fields_of(to)) for path, to in _usable(targets)}
        with transaction.atomic():
            known = {row.path: row for row in self.filter(path__in=rows)}
            self.bulk_create([row for path, row in rows.items() if path not in known])
        return {path for path, row in known.items() if row.target_key != rows[path].target_key}

    def with_targets(self):
        return self.select_related("post", "tag", "author")


def _usable(targets):
    for path, target in targets.items():
        path = in_nfc(path)
        if len(path) <= OldAddress.MAX_LENGTH and "\x00" not in path:
            yield path, target


def _fields_of(target):
    """Return the values of all target fields of a row, of which one is set."""
    if isinstance(target, str):
        validate_internal_path(target)
        return {"post": None, "tag": None, "author": None, "url": target}
    name = {"post": "post", "tag": "tag", "user": "author"}[_model_name(target)]
    return {"post": None, "tag": None, "author": None, "url": "", name: target}


def _model_name(target) -> str:
    return target._meta.concrete_model._meta.model_name  # a page as editors see it counts as a post


def validate_internal_path(path: str):
    """Raise ValidationError unless the path stays on this site in every browser."""
    is_internal = path.startswith("/") and not path.startswith("//")
    if not is_internal or "\\" in path or not path.isprintable():
        raise ValidationError(gettext("This is not a path of this site."), code="invalid")


class OldAddress(models.Model):
    """A path, not percent-encoded, that once led to something and now redirects to it.

    Another system may have named something by its query, so a path may have one: /?p=123.
    """

    MAX_LENGTH = 500

    path = models.CharField(max_length=MAX_LENGTH, unique=True)
    post = models.ForeignKey(
        "posts.Post", models.CASCADE, null=True, blank=True, related_name="old_addresses"
    )
    tag = models.ForeignKey(
        "posts.Tag",
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="old_addresses",
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        db_index=False,
        related_name="old_addresses",
    )
    url = models.CharField(max_length=MAX_LENGTH, blank=True, default="", db_default="")

    objects = OldAddressManager()

    class Meta:
        verbose_name_plural = _("old addresses")
        indexes = [
            models.Index(
                fields=[name],
                condition=Q(**{f"{name}__isnull": False}),
                name=f"old_urls_by_{name}",
            )
            for name in ("tag", "author")
        ]
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(url="", post=None, tag=None, author__isnull=False)
                    | Q(url="", post=None, tag__isnull=False, author=None)
                    | Q(url="", post__isnull=False, tag=None, author=None)
                    | Q(url__startswith="/", post=None, tag=None, author=None)
                ),
                name="an_old_url_has_one_target",
            )
        ]

    def __str__(self):
        return self.path

    @property
    def target(self):
        """Return the post, the tag, the account or the path that it leads to."""
        return self.post or self.tag or self.author or self.url

    @property
    def target_key(self) -> tuple:
        """Return a key that identifies its target."""
        return self.post_id, self.tag_id, self.author_id, self.url
