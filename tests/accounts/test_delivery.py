"""How mail is sent: once, retried for five days, and given up where nobody has the e-mail."""

import email
import email.policy
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from smtplib import SMTPServerDisconnected
from threading import Thread

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.mail.delivery import deliver_one, send_due
from accounts.models import Mailbox, Message, Person
from accounts.models.mailbox import digest_of
from blogsite.mailers import mailers
from moderation.models import Decision, ReportContents
from tests.accounts.outbox import make_due
from tests.cast import a_comment, a_post, mona
from tests.mail_servers import speaking
from tests.moderation.deciding import a_report, a_rule

pytestmark = pytest.mark.django_db


class BrokenMail(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("gone")


@pytest.fixture
def mail_server_away(settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.BrokenMail"}}


@pytest.fixture
def mail_goes_to(settings):
    """Return a function that lets mail go to a server of tests.mail_servers."""

    def use(server):
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())

    return use


def remove(comment):
    """Remove a comment of alice, so that a message to her waits."""
    return Decision.objects.take("remove", comment, by=mona(), ground=a_rule())


def a_message():
    remove(a_comment(a_post()))
    make_due()
    return Message.objects.get()


def test_a_message_is_sent_once():
    message = a_message()
    assert deliver_one(message.pk) == "sent"
    assert deliver_one(message.pk) is None
    assert send_due() == {}
    assert len(mail.outbox) == 1


def test_a_message_waits_for_a_mail_server_that_is_away(mail_server_away, settings):
    a_message()
    with pytest.raises(CommandError, match="mail server"):
        call_command("send_mail")
    message = Message.objects.get()
    assert (message.status, message.attempts) == ("waiting", 1)
    assert message.error == "SMTPServerDisconnected"
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    make_due()
    call_command("send_mail")
    assert len(mail.outbox) == 1 and Message.objects.get().status == "sent"


@pytest.mark.one_database
@pytest.mark.parametrize("answer", ["550 <alice@soundoff.example>: no", "450 alice is away"])
@pytest.mark.parametrize("command", ["mail", "rcpt", "data"])
def test_a_refusal_is_logged_and_stored_without_the_email(
    mail_goes_to, capfd, caplog, answer, command
):
    message = a_message()
    with speaking(**{command: answer}) as server:
        mail_goes_to(server)
        send_due()
    (line,) = (record.getMessage() for record in caplog.records if record.levelname != "INFO")
    assert f"Message {message.pk}" in line and answer[:3] in line
    message.refresh_from_db()
    assert answer[:3] in message.error and "alice" not in message.error
    assert "alice" not in caplog.text and "alice" not in "".join(capfd.readouterr())


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("command", "answer", "status"),
    [
        ("rcpt", "550 5.1.1 unknown", "returned"),
        ("rcpt", "550 5.2.1 closed", "returned"),
        ("rcpt", "554 5.7.1 relay access denied", "waiting"),
        ("rcpt", "550 5.4.5 quota", "waiting"),
        ("rcpt", "550 no", "waiting"),
        ("data", "554 5.7.1 not such words", "waiting"),
        ("rcpt", "450 full", "waiting"),
        ("data", "451 later", "waiting"),
        ("mail", "550 not from you", "waiting"),
        ("ehlo", "421 closing", "waiting"),
    ],
)
def test_a_message_is_given_up_only_where_nobody_has_the_email(
    mail_goes_to, settings, command, answer, status
):
    a_message()
    with speaking(**{command: answer, "helo": answer}) as server:
        mail_goes_to(server)
        send_due()
    assert Message.objects.get().status == status
    assert (Mailbox.objects.get().status == "bounced") == (status == "returned")
    make_due()
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert send_due() == ({} if status == "returned" else {"sent": 1})


@pytest.mark.one_database
def test_each_wait_is_twice_as_long_and_after_five_days_a_message_is_given_up(mail_server_away):
    a_message()
    waits = []
    send_due()
    while (message := Message.objects.get()).status == "waiting" and len(waits) < 20:
        waits.append(message.send_after - timezone.now())
        assert deliver_one(message.pk) is None  # its time has not come
        make_due()
        send_due()
    assert all(later > 1.9 * wait for wait, later in pairwise(waits))
    assert timedelta(days=4.9) < sum(waits, timedelta()) < timedelta(days=5)
    assert message.status == "returned" and message.sent is None


@pytest.mark.one_database
def test_an_email_that_no_header_can_hold_stops_no_other_message(mail_goes_to, caplog):
    comment = a_comment(a_post())
    alice = comment.author.user
    type(alice).objects.filter(pk=alice.pk).update(email="alice@@mail.example")
    a_report(comment, email="rosa@mail.example")
    remove(comment)
    make_due()
    with speaking() as server:
        mail_goes_to(server)
        assert send_due() == {"sent": 1, "waiting": 1, None: 1}
    assert "rosa@mail.example" in server.messages[0]
    assert "ValueError" in caplog.text and "alice" not in caplog.text


@pytest.mark.one_database
def test_mail_goes_to_the_domain_that_was_typed_and_to_none_alike():
    comment = a_comment(a_post())
    for domain in ("straße.example", "strasse.example", "BÜCHER.example"):
        a_report(comment, Person.objects.create(), email=f"rosa@{domain}")
    make_due()
    send_due()
    domains = [message.to[0].partition("@")[2] for message in mail.outbox]
    assert domains == ["xn--strae-oqa.example", "strasse.example", "xn--bcher-kva.example"]
    spellings = ("straße.example", "STRAßE.example.", "xn--strae-oqa.example", "strasse.example")
    digests = [digest_of(f"rosa@{spelling}") for spelling in spellings]
    assert len(set(digests[:3])) == 1 and digests[3] != digests[0]


@pytest.mark.one_database
def test_a_message_that_cannot_be_rendered_stops_no_other(caplog):
    comment = a_comment(a_post())
    a_report(comment, email="rosa@mail.example")
    remove(comment)
    ReportContents.objects.all().delete()
    make_due()
    assert send_due() == {"sent": 1, "waiting": 2}
    assert caplog.text.count("cannot be rendered") == 2


def test_a_message_whose_worker_died_is_sent_by_the_next():
    message = a_message()
    assert Message.objects.due().claim() == [message]
    assert deliver_one(message.pk) is None
    Message.objects.update(send_after=timezone.now())  # the time that a worker has is over
    call_command("send_mail")
    assert len(mail.outbox) == 1


def test_what_was_stored_before_sent_mail_is_forgotten_is_not_sent():
    """A restored backup may hold it as waiting, though it was sent long ago."""
    for days in (29, 31):
        remove(a_comment(a_post()))
        Message.objects.open().filter(created__gt=timezone.now() - timedelta(days=1)).update(
            created=timezone.now() - timedelta(days=days)
        )
    make_due()
    assert send_due() == {"sent": 1, "cancelled": 1}


@pytest.mark.one_database
def test_a_round_uses_one_connection_to_the_mail_server(mail_goes_to):
    for _ in range(5):
        remove(a_comment(a_post()))
    make_due()
    with speaking() as server:
        mail_goes_to(server)
        assert send_due() == {"sent": 5}
    assert (len(server.messages), server.connections) == (5, 1)


def test_a_refused_message_costs_the_others_of_its_round_nothing(mail_goes_to):
    post = a_post()
    for number in range(3):
        comment = a_comment(post)
        a_report(comment, Person.objects.create(), email=f"reader{number}@mail.example")
    with speaking(rcpt=["250 yes", "550 5.1.1 unknown", "250 yes"]) as server:
        mail_goes_to(server)
        assert send_due() == {"sent": 2, "returned": 1}


@pytest.mark.one_database
@pytest.mark.parametrize(
    "answers", [{"greeting": "421 busy"}, {"ehlo": "421 no", "helo": "421 no"}]
)
def test_a_mail_server_that_takes_nothing_is_asked_once_in_a_round(mail_goes_to, answers):
    for _ in range(3):
        remove(a_comment(a_post()))
    make_due()
    with speaking(**answers) as server:
        mail_goes_to(server)
        assert send_due() == {"waiting": 1}
    assert server.connections == 1
    assert Message.objects.filter(attempts=0).count() == 2


LONG_HOST = f"{'a' * 48}.blog.example"


@pytest.mark.one_database
def test_headers_stay_on_one_line_also_with_the_name_of_a_long_host(mail_goes_to, settings):
    settings.SITE_ADDRESS = f"https://{LONG_HOST}"
    message = a_message()
    with speaking() as server:
        mail_goes_to(server)
        send_due()
    nonce = Mailbox.objects.get().nonce
    (source,) = server.messages
    lines = source.splitlines()
    assert f"List-Unsubscribe: <https://{LONG_HOST}/mail/{nonce}/stop/>" in lines
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in lines
    assert source.isascii()
    parsed = email.message_from_string(source, policy=email.policy.default)
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Message-ID"].startswith(f"<{message.pk}.") and LONG_HOST in parsed["Message-ID"]


@pytest.mark.one_database
def test_a_second_attempt_has_the_same_message_id(mail_goes_to, settings):
    message = a_message()
    ids = []
    for _ in range(2):
        Message.objects.update(status="waiting", send_after=timezone.now())
        send_due()
        ids.append(mail.outbox[-1].extra_headers["Message-ID"])
    assert ids[0] == ids[1] and str(message.pk) in ids[0]


@pytest.mark.one_database
def test_neither_text_nor_email_is_stored_with_a_message():
    comment = a_comment(a_post("The first frost"), "Well said.")
    a_report(comment, Person.objects.create(), email="rosa@mail.example")
    remove(comment)
    for row in [*Message.objects.values(), *Mailbox.objects.values()]:
        for part in ("Well said", "frost", "rosa", "mail.example", "soundoff.example"):
            assert part not in str(row)


def send_with_four_workers():
    def work():
        try:
            send_due()
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


@pytest.mark.django_db(transaction=True)
def test_four_workers_at_once_send_each_message_once(mail_goes_to, settings):
    settings.SERVING = True
    for _ in range(12):
        remove(a_comment(a_post()))
    make_due()
    with speaking() as server:
        mail_goes_to(server)
        send_with_four_workers()
    assert len(server.messages) == 12
    assert set(Message.objects.values_list("status", flat=True)) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_keep_to_the_three_mails_a_week(mail_goes_to, settings):
    settings.SERVING = True
    post = a_post()
    for _ in range(10):
        a_report(a_comment(post), Person.objects.create(), email="rosa@mail.example")
    make_due()
    with speaking() as server:
        mail_goes_to(server)
        send_with_four_workers()
    assert len(server.messages) == 3


def test_no_more_leaves_in_a_minute_than_the_provider_takes(settings):
    settings.SERVING, settings.MAIL_PER_MINUTE = True, 3
    for _ in range(5):
        remove(a_comment(a_post()))
    make_due()
    first = list(Message.objects.order_by("send_after", "pk").values_list("pk", flat=True))
    assert send_due() == {"sent": 3}
    assert send_due() == {} and deliver_one(first[3]) is None
    assert set(Message.objects.filter(status="sent").values_list("pk", flat=True)) == set(first[:3])
    assert set(Message.objects.open().values_list("status", "attempts")) == {("waiting", 0)}
    Message.objects.update(sent=F("sent") - timedelta(seconds=61))
    assert send_due() == {"sent": 2}


def test_mail_about_an_account_leaves_before_what_waits_longer(settings, client):
    settings.SERVING = True
    alice = remove(a_comment(a_post())).comment.author.user
    make_due()
    settings.MAIL_PER_MINUTE = 1
    client.post("/accounts/password/reset/", {"email": alice.email})
    assert send_due() == {"sent": 1}
    assert Message.objects.get(status="sent").kind == "password_reset"


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_keep_to_the_mails_of_a_minute(mail_goes_to, settings):
    settings.SERVING, settings.MAIL_PER_MINUTE = True, 5
    for _ in range(12):
        remove(a_comment(a_post()))
    make_due()
    with speaking() as server:
        mail_goes_to(server)
        send_with_four_workers()
    assert len(server.messages) == 5
    assert Message.objects.filter(status="waiting", attempts=0).count() == 7


@pytest.mark.django_db(transaction=True)
def test_what_one_batch_does_not_hold_is_sent_without_a_pause(monkeypatch, settings):
    settings.SERVING = True
    monkeypatch.setattr("accounts.mail.delivery.BATCH_SIZE", 2)
    for _ in range(5):
        remove(a_comment(a_post()))
    make_due()
    send_due()
    assert len(mail.outbox) == 5
