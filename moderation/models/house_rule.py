from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from posts.models import Blog, Post

SPAM = "spam"  # the action on the desk, and the code of its house rule
HARASSMENT = "harassment"  # the code of another house rule
CITED_BY_SITE = (SPAM, "illegal")  # codes of house rules that are grounds without being chosen
TEXT_FIELDS = ("title", "text", "sentence")
TEXT_LENGTH = 2_000  # characters; nobody reads longer rules
# Where a rule holds; on the pages of one other site, `on_site(host)`.
EVERYWHERE, ON_BLOG = "", "blog"


def on_site(host: str) -> str:
    """Return where a rule holds that is of the pages of another site alone."""
    return f"site {host}"


def is_place(written: str) -> bool:
    """Return whether a rule can hold there; its site may be gone."""
    return written in (EVERYWHERE, ON_BLOG) or written.startswith(on_site(""))


def place_of(post) -> str:
    """Return the place of a post among those where rules may hold."""
    if not post.is_elsewhere:
        return ON_BLOG
    page = getattr(post, "foreign_page", None)
    return on_site(page.host if page else "")


def places_of(comments) -> set[str]:
    """Return the places of the posts under which the comments of a queryset are."""
    rows = comments.order_by().values_list("post__place", "post__foreign_page__host").distinct()
    is_elsewhere = Post.Place.ELSEWHERE
    return {on_site(host or "") if place == is_elsewhere else ON_BLOG for place, host in rows}


class HouseRuleManager(models.Manager):
    def version(self, code: str) -> "HouseRuleVersion":
        """Return the current version of the rule `code`. Raises HouseRuleVersion.DoesNotExist."""
        return HouseRuleVersion.objects.in_force().get(rule__code=code)

    def on_blog(self):
        """Return the rules in force that hold under the posts and pages of this blog."""
        return self.filter(retired=False, holds_on__in=[EVERYWHERE, ON_BLOG])


class HouseRule(models.Model):
    """A rule for people, the ground of decisions; a changed text is a new version."""

    code = models.SlugField(
        _("code"), unique=True, help_text=_("Never shown; decisions are counted by it.")
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=100, help_text=_("Lower numbers come first.")
    )
    retired = models.BooleanField(
        _("retired"), default=False, help_text=_("No longer a ground for decisions.")
    )
    holds_on = models.CharField(
        max_length=260, blank=True, default=EVERYWHERE, db_default=EVERYWHERE
    )

    objects = HouseRuleManager()

    class Meta:
        verbose_name = _("house rule")
        verbose_name_plural = _("house rules")
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code=SPAM, retired=True), name="the_rule_against_spam_stays"
            ),
            models.CheckConstraint(
                condition=~Q(code__in=CITED_BY_SITE) | Q(holds_on=EVERYWHERE),
                name="rules_cited_by_the_site_hold_everywhere",
            ),
        ]

    def __str__(self):
        version = self.current
        return version.title if version else self.code

    def save(self, *args, **kwargs):
        with transaction.atomic():
            Blog.objects.touch()  # pages show the rules in order
            super().save(*args, **kwargs)

    @property
    def current(self) -> "HouseRuleVersion | None":
        return max(self.versions.all(), key=lambda version: version.number, default=None)

    @property
    def is_of_blog(self) -> bool:
        """Return whether it holds in this blog alone."""
        return self.holds_on == ON_BLOG

    @property
    def host(self) -> str:
        """Return the host of the site on whose pages alone it holds, or ""."""
        site = on_site("")
        return self.holds_on.removeprefix(site) if self.holds_on.startswith(site) else ""

    def holds_under(self, post) -> bool:
        """Return whether it holds in the conversation of a post."""
        return self.holds_on in (EVERYWHERE, place_of(post))

    def amend(self, *, title: str, text: str, sentence: str, by=None) -> "HouseRuleVersion":
        """Store a new version by the account `by` and return it; the same text has no effect."""
        texts = {"title": title, "text": text, "sentence": sentence}
        with transaction.atomic():
            HouseRule.objects.select_for_update(no_key=True).get(pk=self.pk)
            last = self.current
            if last and all(getattr(last, field) == value for field, value in texts.items()):
                return last
            Blog.objects.touch()
            number = last.number + 1 if last else 1
            return self.versions.create(number=number, by=by, **texts)


class HouseRuleVersionQuerySet(models.QuerySet):
    def in_force(self):
        """Return the current versions of all rules in force, in reading order."""
        newest = HouseRuleVersion.objects.filter(rule=OuterRef("rule")).order_by("-number")
        return (
            self.filter(rule__retired=False, pk=Subquery(newest.values("pk")[:1]))
            .select_related("rule")
            .order_by("rule__position", "rule__code")
        )

    def under(self, post):
        """Return those that hold in the conversation of a post."""
        return self.filter(rule__holds_on__in=[EVERYWHERE, place_of(post)])

    def under_any(self, comments):
        """Return those that hold in the conversation of at least one comment of a queryset."""
        return self.filter(rule__holds_on__in=[EVERYWHERE, *places_of(comments)])

    def on_blog(self):
        """Return those that hold under the posts and pages of this blog."""
        return self.filter(rule__holds_on__in=[EVERYWHERE, ON_BLOG])


class HouseRuleVersion(models.Model):
    """One version of a house rule's text; the database refuses to change or delete it."""

    rule = models.ForeignKey(HouseRule, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), validators=[MaxLengthValidator(TEXT_LENGTH)])
    sentence = models.CharField(
        _("sentence"), max_length=300, help_text=_("What the author of a removed comment reads.")
    )
    in_force_since = models.DateTimeField(_("in force since"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects = HouseRuleVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version of a house rule")
        verbose_name_plural = _("versions of a house rule")
        ordering = ["rule", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="one_text_a_version")
        ]

    def __str__(self):
        parts = {"title": self.title, "number": self.number}
        return gettext("%(title)s (version %(number)s)") % parts
