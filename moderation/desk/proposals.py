"""News of proposals for house rules, on the first page of the desk."""

from datetime import timedelta
from functools import cached_property

from django.utils import timezone

from moderation.models import HouseRuleProposal

NEWS_PERIOD = timedelta(days=14)  # how long its moderator sees the answer


class ProposalNews:
    """The proposals that wait for people who may publish them, and the answers to one's own."""

    def __init__(self, user):
        self.user = user

    @cached_property
    def waiting(self) -> list[HouseRuleProposal]:
        if not self.user.has_perm("moderation.change_houserule"):
            return []
        return list(HouseRuleProposal.objects.waiting().select_related("based_on", "by"))

    @cached_property
    def answered(self) -> list[HouseRuleProposal]:
        since = timezone.now() - NEWS_PERIOD
        answered = HouseRuleProposal.objects.answered_since(since, to=self.user)
        return list(answered.select_related("based_on", "answered_by"))

    def __bool__(self):
        return bool(self.waiting or self.answered)
