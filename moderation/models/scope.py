"""The comments that a moderator looks after."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import labelled
from comments.models import Comment
from posts.models import Post, Tag


def within(rows, scope: Q, path="comment"):
    """Return the `rows` whose comment meets the condition `scope`; `path` is its lookup.

    For an empty condition, all rows, also those about no comment.
    """
    return rows.filter(**{f"{path}__in": Comment.objects.filter(scope)}) if scope else rows


class ModeratorScopeQuerySet(models.QuerySet):
    @staticmethod
    def condition_for(user) -> Q:
        """Return the condition on comments that an account moderates: all without a scope.

        The queues, the cards and all decisions at the desk use this; one query per request.
        """
        scope = getattr(user, "moderator_scope", None)
        return scope.condition if scope else Q()

    def covering(self, comment):
        """Return the scopes that contain a comment."""
        kinds, post = self.model.Kind, Post.objects.filter(pk=comment.post_id)
        return self.filter(
            Q(kind=kinds.ALL)
            | Q(kind=kinds.TAG, tag__in=Tag.objects.filter(posts__in=post))
            | Q(kind=kinds.AUTHOR, author__in=post.values("author"))
        )


class ModeratorScope(models.Model):
    """The scope of one moderator: all comments, or those under posts with a tag or by an author."""

    class Kind(models.TextChoices):
        ALL = "all", _("all comments")
        TAG = "tag", _("comments under posts with a tag")
        AUTHOR = "author", _("comments under posts of an author")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="moderator_scope",
        verbose_name=_("moderator"),
    )
    kind = models.CharField(_("looks after"), max_length=10, choices=Kind, default=Kind.ALL)
    # PROTECT: without its tag or author, a scope would become everything or nothing.
    tag = models.ForeignKey(
        Tag, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("tag")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("author"),
    )

    objects = ModeratorScopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("scope of a moderator")
        verbose_name_plural = _("scopes of moderators")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="all", tag=None, author=None)
                | Q(kind="tag", tag__isnull=False, author=None)
                | Q(kind="author", tag=None, author__isnull=False),
                name="a_scope_has_what_its_kind_needs",
            )
        ]

    def __str__(self):
        return labelled(self.user, self.get_kind_display())

    @property
    def condition(self) -> Q:
        """Return the condition on comments in this scope."""
        if self.kind == self.Kind.TAG:
            return Q(post__in=Post.objects.filter(tags=self.tag_id))
        if self.kind == self.Kind.AUTHOR:
            return Q(post__author=self.author_id)
        return Q()
