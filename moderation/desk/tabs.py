"""The queues side by side, each one key away."""

from typing import NamedTuple

from moderation.desk.appeal_queue import AppealQueue
from moderation.desk.links import QueueLinks
from moderation.models import Appeal
from moderation.queues import QUEUES, CappedCount, Queue, condition_for


class QueueTab(NamedTuple):
    """A queue that an account may see; `count` is None for the current one."""

    key: int
    title: str
    url: str
    count: CappedCount | None

    @property
    def is_current(self) -> bool:
        return self.count is None


def tabs(admin, request) -> list[QueueTab]:
    """Return the tabs of all queues that an account may see; `admin` is the current one's."""
    site, model_admins = admin.admin_site, []
    for key, model in enumerate([*QUEUES.values(), Appeal], start=1):
        other = site.get_model_admin(model)
        if other.has_view_permission(request):
            model_admins.append((key, other))
    return [_tab(key, other, admin, request.user) for key, other in model_admins]


def queue_of(model, user):
    """Return a queue for an account to work on."""
    if model is Appeal:
        return AppealQueue(user)
    return Queue(model, where=condition_for(model, user))


def _tab(key, other, current, user):
    model, count = other.model, None
    if other is not current:
        count = queue_of(model, user).count
    return QueueTab(key, model.TAB, QueueLinks(other, {}).list(), count)
