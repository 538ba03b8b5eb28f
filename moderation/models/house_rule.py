from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from posts.models import Blog

SPAM = "spam"  # a way to decide, and the code of the house rule it rests on
TEXT_LENGTH = 2_000  # more is not a rule but an essay, and nobody reads it


class HouseRuleManager(models.Manager):
    def version(self, code: str) -> "HouseRuleVersion":
        """Give the words in force of the rule `code`. Raises HouseRuleVersion.DoesNotExist."""
        return HouseRuleVersion.objects.in_force().get(rule__code=code)


class HouseRule(models.Model):
    """What people here hold each other to. Its words are versions: amended, never overwritten."""

    code = models.SlugField(unique=True, help_text="Never shown; decisions are counted by it.")
    position = models.PositiveSmallIntegerField(default=100, help_text="Lower stands first.")
    retired = models.BooleanField(default=False, help_text="No longer a ground of decisions.")

    objects = HouseRuleManager()

    class Meta:
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(code=SPAM, retired=True), name="the_rule_against_spam_stays"
            )
        ]

    def __str__(self):
        version = self.current
        return version.title if version else self.code

    def save(self, *args, **kwargs):
        with transaction.atomic():
            Blog.objects.touch()  # its pages show the rules in their order
            super().save(*args, **kwargs)

    @property
    def current(self) -> "HouseRuleVersion | None":
        return self.versions.order_by("number").last()

    def amend(self, *, title: str, text: str, sentence: str, by=None) -> "HouseRuleVersion":
        """Put new words in force, by the account `by`; the same words change nothing."""
        words = {"title": title, "text": text, "sentence": sentence}
        with transaction.atomic():
            HouseRule.objects.select_for_update(no_key=True).get(pk=self.pk)
            last = self.current
            if last and all(getattr(last, field) == value for field, value in words.items()):
                return last
            Blog.objects.touch()
            number = last.number + 1 if last else 1
            return self.versions.create(number=number, by=by, **words)


class HouseRuleVersionQuerySet(models.QuerySet):
    def in_force(self):
        """The last version of each rule that is not retired, in the order people read them."""
        newest = HouseRuleVersion.objects.filter(rule=OuterRef("rule")).order_by("-number")
        return (
            self.filter(rule__retired=False, pk=Subquery(newest.values("pk")[:1]))
            .select_related("rule")
            .order_by("rule__position", "rule__code")
        )


class HouseRuleVersion(models.Model):
    """The words of a house rule at one time; the database refuses to change or delete them."""

    rule = models.ForeignKey(HouseRule, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=80)
    text = models.TextField(validators=[MaxLengthValidator(TEXT_LENGTH)])
    sentence = models.CharField(
        max_length=300, help_text="What the author of a removed comment reads."
    )
    in_force_since = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = HouseRuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ["rule", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="one_text_a_version")
        ]

    def __str__(self):
        return f"{self.title} (version {self.number})"
