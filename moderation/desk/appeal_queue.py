"""The appeals that an account may decide, and the card of an appeal."""

from datetime import timedelta
from functools import cached_property

from django.db.models import Q
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext

from moderation.desk.cards import Card
from moderation.models import Appeal, HouseRule, HouseRuleVersion
from moderation.models.acts import Action
from moderation.queues import MAX_COUNT, PAGE_SIZE, CappedCount

RELATED = (
    *("decision__by", "decision__house_rule__rule", "decision__comment__post", "decision__person"),
    *("decision__comment__author__user", "decision__comment__parent__author__user"),
    *("report__contents", "report__legal_notice", "answer__by"),
)


class AppealQueue:
    """The appeals that an account may decide, the longest waiting first."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def items(self):
        items = Appeal.objects.decidable_by(self.user).select_related(*RELATED)
        return items.order_by(*Appeal.QUEUE_ORDER)

    @cached_property
    def count(self) -> CappedCount:
        if not self._may_have_items:
            return CappedCount(0)
        return CappedCount(self.items.values("pk")[: MAX_COUNT + 1].count())

    @cached_property
    def _may_have_items(self) -> bool:
        """Mostly there is none; which ones an account may decide is a query with many parts."""
        return Appeal.objects.open().exists()

    @cached_property
    def oldest_age(self) -> timedelta | None:
        """Return how long the oldest appeal has waited; None if there is none."""
        if not self._may_have_items:
            return None
        oldest = self.items.values_list("created", flat=True).first()
        return timezone.now() - oldest if oldest else None

    def page(self, pk=None) -> list[Appeal]:
        """Return a page of appeals, from a given one on or from the first."""
        return list(self._from(pk)[:PAGE_SIZE])

    def _from(self, pk):
        at = Appeal.objects.filter(pk=pk).first() if pk else None
        if at is None:
            return self.items
        later = Q(created__gt=at.created) | Q(created=at.created, pk__gte=at.pk)
        return self.items.filter(later, created__gte=at.created)

    def following(self, pk) -> Appeal | None:
        """Return the appeal to show after one: the next one, else the first."""
        others = self._from(pk).exclude(pk=pk)
        return others.first() or self.items.exclude(pk=pk).first()

    def neighbour(self, pk, way) -> Appeal | None:
        """Return the next or the previous appeal; None at the end."""
        if way == "next":
            return self._from(pk).exclude(pk=pk).first()
        at = self.appeal(pk)
        earlier = Q(created__lt=at.created) | Q(created=at.created, pk__lt=at.pk)
        return self.items.filter(earlier).reverse().first()

    def appeal(self, pk) -> Appeal:
        """Return an appeal that the account may read, answered or not. Raises Http404."""
        return get_object_or_404(
            Appeal.objects.readable_by(self.user).select_related(*RELATED), pk=pk
        )


class AppealCard:
    """An appeal as its card shows it to one account."""

    def __init__(self, appeal, user):
        self.appeal, self.decision, self.user = appeal, appeal.decision, user

    @cached_property
    def comment_card(self) -> Card | None:
        comment = self.decision.comment
        return Card(comment, self.user) if comment else None

    @property
    def earlier_decisions(self) -> list:
        """Return the other decisions on the comment."""
        card = self.comment_card
        return [one for one in card.decisions if one != self.decision] if card else []

    @property
    def grounds(self):
        if self.comment_card:
            return self.comment_card.grounds
        return list(HouseRuleVersion.objects.in_force().on_blog())

    @property
    def ground(self):
        """Return the house rule for overturning the dismissal of a legal notice."""
        return HouseRule.objects.version("illegal")

    @property
    def overturn_label(self) -> str:
        """Return the label of the button that overturns."""
        if self.appeal.is_by_reporter:
            return gettext("Overturn: remove it")
        labels = {
            Action.BAN: gettext("Overturn: lift the ban"),
            Action.WARN: gettext("Overturn: take it back"),
        }
        return labels.get(self.decision.action, gettext("Overturn: show it again"))
