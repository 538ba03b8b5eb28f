"""The last day, for moderators, on the first page of the desk."""

from collections import Counter
from datetime import timedelta

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils import timezone
from django.utils.translation import gettext

from accounts.punctuation import labelled
from comments.models import Comment
from moderation.desk.summaries import DONE_LABELS, summary
from moderation.models import Action, Decision, ModeratorScope, Report
from moderation.models.acts import REMOVAL_ACTIONS, VERDICT_ACTIONS
from moderation.models.scope import within
from posts.dates import midnight

MAX_OWN_DECISIONS = 5  # the newest


def changes_since_yesterday(user) -> list[tuple[str, int]]:
    """Return what happened in the last 24 hours to the comments that an account moderates: a label
    and a number for each kind.
    """
    since = timezone.now() - timedelta(days=1)
    scope = ModeratorScope.objects.condition_for(user)
    recent = within(Decision.objects.filter(created__gt=since), scope)
    decided = recent.filter(action__in=VERDICT_ACTIONS)
    removed = recent.filter(action__in=REMOVAL_ACTIONS)
    bans = recent.filter(action=Action.BAN)
    published = Comment.objects.published().filter(scope, published_at__gt=since)
    held = Comment.objects.held().filter(scope, status_since__gt=since)
    reports = within(Report.objects.filter(created__gt=since), scope)
    return [
        (gettext("Comments published"), published.count()),
        (gettext("Comments held"), held.count()),
        (gettext("Reports"), reports.count()),
        (gettext("Decisions on comments"), decided.count()),
        (gettext("Comments removed or rejected"), removed.count()),
        (gettext("Bans"), bans.count()),
    ]


class OwnDay:
    """An account's decisions since midnight in the active time zone."""

    def __init__(self, user):
        own = Decision.objects.filter(by=user, created__gte=midnight())
        self._decisions = within(own, ModeratorScope.objects.condition_for(user))

    @property
    def counts(self) -> list[str]:
        """Return the number of decisions of each kind: "Removed: 3", "Kept: 1"."""
        actions = Counter(self._decisions.order_by().values_list("action", flat=True))
        labels = {**DONE_LABELS, Action.UNDO: gettext("Undone")}
        return [labelled(labels[action], intcomma(n)) for action, n in actions.most_common()]

    @property
    def latest(self) -> list[tuple[Decision, str]]:
        """Return the newest decisions on comments, each with its summary."""
        related = ("comment", "person__user", "house_rule", "undoes")
        newest = self._decisions.exclude(comment=None).select_related(*related).order_by("-pk")
        return [(decision, summary(decision)) for decision in newest[:MAX_OWN_DECISIONS]]
