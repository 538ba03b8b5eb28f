"""/metrics, for Prometheus: the processes' counters, and the waiting items in the database."""

import os
from secrets import compare_digest

from django.conf import settings
from django.db import connection
from django.db.models import Count, Min
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from accounts.models import Message
from accounts.staff import may_use_staff_pages
from blogsite import release
from blogsite.models import BackupCopy
from comments.models import Finding
from moderation.queues import QUEUES, Queue

# Two that have the same name count as one, as far behind as the last.
STANDBYS = """
SELECT application_name,
    coalesce(max(extract(epoch FROM replay_lag)), 0),
    coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)), 0)
FROM pg_stat_replication
WHERE state = 'streaming' AND NOT pg_is_in_recovery()
GROUP BY application_name
"""


@never_cache
@require_safe
def metrics(request):
    """Answer staff, and requests with METRICS_TOKEN; for others there is no such page."""
    if not (has_token(request) or may_use_staff_pages(request.user)):
        raise Http404("There is no such page.")
    waiting = CollectorRegistry(auto_describe=False)
    waiting.register(Waiting())
    return HttpResponse(
        generate_latest(counted()) + generate_latest(waiting), content_type=CONTENT_TYPE_LATEST
    )


def has_token(request) -> bool:
    token = settings.METRICS_TOKEN
    received = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(token) and compare_digest(received.encode(), token.encode())


def counted():
    """Return the counters of all workers, or of this process if it is the only one."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry


class Waiting:
    """A collector of waiting items, read from the database for each response."""

    def collect(self):
        yield InfoMetricFamily("soundoff_release", "What runs here.", {"name": release.name()})
        yield from standbys()
        yield from queues()
        yield held_by_rule()
        yield mail()
        if copies := BackupCopy.objects.state():
            yield backup_copies(copies)


def standbys():
    """Return how far each standby is behind; PostgreSQL tells roles that have pg_monitor."""
    seconds = GaugeMetricFamily(
        "soundoff_standby_lag_seconds", "Age of the last change.", labels=["standby"]
    )
    size = GaugeMetricFamily("soundoff_standby_lag_bytes", "Log to replay.", labels=["standby"])
    rows = []
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(STANDBYS)
            rows = cursor.fetchall()
    for standby, lag_seconds, lag_bytes in rows:
        seconds.add_metric([standby], lag_seconds)
        size.add_metric([standby], lag_bytes)
    return seconds, size, GaugeMetricFamily("soundoff_standbys", "Streaming.", value=len(rows))


def queues():
    size = GaugeMetricFamily("soundoff_queue_items", "Items; 1001 is more.", labels=["queue"])
    age = GaugeMetricFamily("soundoff_queue_oldest_seconds", "Longest wait.", labels=["queue"])
    for name, model in QUEUES.items():
        queue = Queue(model)
        size.add_metric([name], queue.count.number)
        age.add_metric([name], queue.oldest_age.total_seconds() if queue.oldest_age else 0)
    return size, age


def held_by_rule():
    family = GaugeMetricFamily("soundoff_held_by_rule", "Held comments.", labels=["rule"])
    findings = Finding.objects.filter(comment__status="held", verdict=Finding.Verdict.HOLD)
    for rule, number in findings.values_list("rule").annotate(Count("comment", distinct=True)):
        family.add_metric([rule], number)
    return family


def mail():
    overdue = Message.objects.overdue().to_mailboxes()
    oldest = overdue.aggregate(oldest=Min("created"))["oldest"]
    family = GaugeMetricFamily("soundoff_mail", "Messages that should be out.", labels=["figure"])
    family.add_metric(["waiting"], overdue.count())
    waited = (timezone.now() - oldest).total_seconds() if oldest else 0
    family.add_metric(["oldest_seconds"], waited)
    family.add_metric(["returned"], Message.objects.failed().to_mailboxes().count())
    return family


def backup_copies(copies):
    return GaugeMetricFamily(
        "soundoff_backup_copy_timestamp_seconds",
        "When the newest backup with a verified copy elsewhere was made; 0 is never.",
        value=copies.timestamp,
    )
