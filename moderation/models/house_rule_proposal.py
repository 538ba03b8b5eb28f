from contextlib import contextmanager

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.house_rule import (
    TEXT_FIELDS,
    TEXT_LENGTH,
    HouseRule,
    HouseRuleVersion,
)
from posts.dates import day_and_time


class ProposalClosed(Exception):
    """The proposal was answered before, or its house rule has changed since."""


class HouseRuleProposalQuerySet(models.QuerySet):
    def waiting(self):
        """Return the unanswered proposals, oldest first."""
        return self.filter(status=HouseRuleProposal.Status.OPEN).order_by("pk")

    def answered_since(self, moment, *, to):
        """Return the proposals of the account `to` answered since a moment, newest first."""
        return self.filter(by=to, answered__gte=moment).order_by("-answered")


class HouseRuleProposal(models.Model):
    """A moderator's proposed text of a house rule; publishing makes a version of it."""

    class Status(models.TextChoices):
        OPEN = "open", _("Open")
        PUBLISHED = "published", _("Published")
        DECLINED = "declined", _("Declined")

    based_on = models.ForeignKey(
        HouseRuleVersion, models.PROTECT, related_name="proposals", verbose_name=_("house rule")
    )
    title = models.CharField(_("title"), max_length=80)
    text = models.TextField(_("text"), max_length=TEXT_LENGTH)
    sentence = models.CharField(_("sentence"), max_length=300)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    created = models.DateTimeField(_("created"), default=timezone.now)
    status = models.CharField(
        _("status"), max_length=10, choices=Status, default=Status.OPEN, editable=False
    )
    answered = models.DateTimeField(_("answered"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects = HouseRuleProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal for a house rule")
        verbose_name_plural = _("proposals for house rules")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", answered=None, answered_by=None)
                | Q(status__in=["published", "declined"], answered__isnull=False)
                & Q(answered_by__isnull=False),
                name="an_answered_proposal_says_by_whom",
            )
        ]

    def __str__(self):
        parts = {"title": self.based_on.title, "by": self.by}
        return gettext("“%(title)s”, by %(by)s") % parts

    @property
    def texts(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in TEXT_FIELDS}

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN

    def publish(self, *, by, current: int, answer="") -> HouseRuleVersion:
        """Publish the text as a new version of the rule, and return that.

        `current` is the number of the version that `by` has compared it with. Raises ProposalClosed
        if it was answered before, or the rule has a newer version.
        """
        with self._answering(self.Status.PUBLISHED, by, answer):
            rule = self.based_on.rule
            HouseRule.objects.select_for_update(no_key=True).get(pk=rule.pk)
            if rule.current.number != current:
                raise ProposalClosed(
                    gettext("The rule was changed since. Compare the words below once more.")
                )
            return rule.amend(by=by, **self.texts)

    def decline(self, *, by, answer=""):
        """Decline it. Raises ProposalClosed if it was answered before."""
        with self._answering(self.Status.DECLINED, by, answer):
            pass

    @contextmanager
    def _answering(self, status, by, answer):
        """Lock the proposal for a `with` block, and store the answer at its end."""
        with transaction.atomic():
            row = type(self).objects.select_for_update(no_key=True, of=["self"]).get(pk=self.pk)
            if not row.is_open:
                parts = {"by": row.answered_by, "moment": day_and_time(row.answered)}
                raise ProposalClosed(gettext("%(by)s answered it on %(moment)s.") % parts)
            yield
            self.status, self.answer = status, answer
            self.answered, self.answered_by = timezone.now(), by
            self.save(update_fields=["status", "answer", "answered", "answered_by"])
