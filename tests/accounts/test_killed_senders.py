"""A process that is killed while it sends loses no mail, and sends none twice.

Only a mail server that has taken a text whose sender dies before the answer gets it again, with the
same Message-ID.
"""

import os
import signal
from contextlib import suppress

import pytest

from accounts.models import Message
from moderation.models import Decision
from tests.cast import a_comment, a_post, mona
from tests.fault_injection import in_site
from tests.mail_servers import speaking
from tests.moderation.deciding import a_rule

pytestmark = pytest.mark.django_db(transaction=True)

# How many messages a conversation has brought before, and the command at which its sender dies.
MOMENTS = [
    (0, "greeting"),
    (0, "ehlo"),
    (0, "mail"),
    (0, "rcpt"),
    (0, "data"),
    (1, "mail"),
    (1, "rcpt"),
    (1, "data"),
    (2, "mail"),
    (2, "quit"),
]
SENDERS = """
import os
from pathlib import Path
from accounts.mail.delivery import send_due
from tests.accounts.outbox import make_due

for _ in range({count}):
    if child := os.fork():
        os.waitpid(child, 0)
    else:
        Path({file!r}).write_text(str(os.getpid()))
        make_due()  # as if ten minutes had passed
        send_due()
        os._exit(0)
"""


def test_a_sender_killed_at_ten_moments_sends_each_message_once(
    database_url, tmp_path, monkeypatch, settings
):
    settings.SERVING = True  # so that they wait
    for _ in range(7):
        comment = a_comment(a_post())
        Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    moments, file = list(MOMENTS), tmp_path / "sender"

    def kill(conversation, command):
        if moments and moments[0] == (conversation.delivered, command):
            moments.pop(0)
            with suppress(ProcessLookupError):
                os.kill(int(file.read_text()), signal.SIGKILL)

    with speaking(on_command=kill) as server:
        monkeypatch.setenv("EMAIL_URL", f"smtp://127.0.0.1:{server.port}")
        in_site(database_url, SENDERS.format(count=len(MOMENTS) + 1, file=str(file)))
    assert moments == [] and server.connections == len(MOMENTS)
    ids = [text.partition("Message-ID: ")[2].splitlines()[0] for text in server.messages]
    assert len(ids) == len(set(ids)) == 7
    assert set(Message.objects.values_list("status", "attempts")) == {("sent", 0)}
