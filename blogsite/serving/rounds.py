"""The threads in each worker of the server that do what falls due by the clock.

Each is a thread of its own because mail servers, receivers of webhooks and other sites may be slow.
Several workers do each thing once: rows are claimed or locked. Where nothing is due, a round is one
to three queries.
"""

import logging

from django.conf import settings

from accounts.mail import delivery
from accounts.rounds import start_rounds
from blogsite.webhooks import queueing as webhook_queueing
from blogsite.webhooks import sending as webhook_sending
from blogsite.webmentions import checking as mention_checking
from blogsite.webmentions import queueing as mention_queueing
from blogsite.webmentions import sending as mention_sending
from comments.models import CountRefresh
from moderation.learning.rounds import train_when_due
from moderation.notifying.rounds import notify_due
from moderation.similarity.filling import fill_newest
from posts.announcing import announce_due

PAUSE_SECONDS = 10
STAFF_PAUSE_SECONDS = 60  # mail to people who work here waits as long as that anyway

log = logging.getLogger(__name__)


def start():
    """Start all threads, in a worker of the server."""
    if settings.HAS_MAIL_SERVER:
        start_rounds("mail", PAUSE_SECONDS, delivery.send_due)
    else:
        log.warning("EMAIL_URL is not set: mail waits until a server that has it sends it.")
    start_rounds("refreshing", PAUSE_SECONDS, CountRefresh.objects.run, announce_due, fill_newest)
    start_rounds("notifying", STAFF_PAUSE_SECONDS, notify_due, train_when_due)
    start_rounds("webhooks", PAUSE_SECONDS, webhook_queueing.queue_due, webhook_sending.send_due)
    start_rounds(
        "webmentions",
        PAUSE_SECONDS,
        mention_checking.check_due,
        mention_queueing.queue_due,
        mention_sending.send_due,
    )
