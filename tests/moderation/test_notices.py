"""Who is written to about a decision, what they read, and when they are not."""

from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from accounts.models import Person
from blogsite.mailers import mailers
from comments.models import Comment, Finding
from moderation.models import Ban, Decision, Notice, ReportContents, ReportMail
from posts.models import Blog
from tests.cast import a_comment, a_post, mona
from tests.mail_servers import speaking
from tests.moderation.deciding import a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status


@pytest.fixture
def sending(django_capture_on_commit_callbacks):
    """Let what waits for the commit happen."""
    return django_capture_on_commit_callbacks(execute=True)


def take(action, comment, **details):
    details.setdefault("ground", None if action == "spam" else a_rule())
    return decide(action, comment, by=mona(), **details)


class BrokenMail(EmailBackend):
    """A mail server that hangs up."""

    def send_messages(self, messages):
        raise SMTPServerDisconnected("gone")


@pytest.fixture
def mail_server_away(settings):
    settings.MAILERS = {"default": {"BACKEND": f"{__name__}.BrokenMail"}}


def test_an_author_reads_what_was_decided_and_why(sending):
    comment = a_comment(a_post("The first frost"))
    rule = a_rule()
    with sending:
        take("remove", comment)
    letter = mail.outbox[0]
    assert letter.to == ["alice@soundoff.example"]
    assert letter.subject == "Your comment was removed"
    for said in ("The first frost", rule.sentence, rule.title, "version 1", "A moderator decided"):
        assert said in letter.body
    assert "mona" not in letter.body.lower()


@pytest.mark.parametrize(
    ("action", "status", "subject"),
    [
        ("reject", S.HELD, "Your comment was not published"),
        ("warn", S.PUBLISHED, "A word about your comment"),
        ("ban", S.PUBLISHED, "You cannot write at Soundoff for now"),
        ("hold", S.PUBLISHED, "Your comment is hidden for the moment"),
    ],
)
def test_every_restriction_is_told(sending, action, status, subject):
    comment = a_comment(a_post(), status=status)
    with sending:
        take(action, comment)
    assert [letter.subject for letter in mail.outbox] == [subject]


def test_what_was_decided_automatically_says_so(sending):
    comment = a_comment(a_post())
    with sending:
        Decision.objects.take("hold", comment, source=Decision.Source.THRESHOLD)
    assert "automatically" in mail.outbox[0].body


@pytest.mark.parametrize("action", ["keep", "spam", "close_branch"])
def test_what_takes_nothing_away_and_spam_get_no_letter(sending, action):
    with sending:
        take(action, a_comment(a_post()))
    assert mail.outbox == []


def test_a_guests_typed_address_proves_nothing_and_gets_no_letter(sending):
    comment = a_comment(a_post())
    Comment.objects.filter(pk=comment.pk).update(
        author=Person.objects.create(), email="somebody@mail.example"
    )
    with sending:
        take("remove", Comment.objects.get())
    assert mail.outbox == []


def test_words_are_written_as_they_are_and_not_as_html(sending):
    with sending:
        take("remove", a_comment(a_post("Frost & <fire>")))
    assert "Frost & <fire>" in mail.outbox[0].body


def test_reporters_who_asked_for_it_learn_the_outcome(sending):
    comment = a_comment(a_post())
    reports = [
        a_report(comment, "rosa", email="rosa@mail.example"),
        a_report(comment, "rolf"),
    ]
    with sending:
        take("keep", comment)
    letter = mail.outbox[0]
    assert [m.to for m in mail.outbox] == [["rosa@mail.example"]]
    assert reports[0].reference in letter.subject and "may stay" in letter.body


def test_a_letter_says_nothing_that_whoever_typed_the_address_wrote(sending):
    mine = "Buy at https://pills.example"
    comment = a_comment(a_post(), mine, name="Pills Now")
    notice = {"explanation": mine, "location": "https://pills.example/", "name": mine}
    a_report(
        comment,
        Person.objects.create(),
        reason="illegal",
        note=mine,
        email="rosa@mail.example",
        legal_notice=notice | {"in_good_faith": True},
    )
    with sending:
        take("keep", comment)
    (letter,) = mail.outbox
    for theirs in ("pills", "Pills", "Buy"):
        assert theirs not in letter.subject + letter.body
    assert "Did you not report anything?" in letter.body


def test_an_address_is_written_to_about_reports_once_a_day_and_then_told_the_rest(
    django_capture_on_commit_callbacks,
):
    post = a_post()
    for number, email in enumerate(["rosa@mail.example", "Rosa@mail.example", "rolf@mail.example"]):
        comment = a_comment(post, f"Comment {number}.")
        a_report(comment, Person.objects.create(), email=email)
        with django_capture_on_commit_callbacks(execute=True):
            take("keep", comment)
    call_command("send_notices")
    assert [letter.to[0] for letter in mail.outbox] == ["rosa@mail.example", "rolf@mail.example"]
    a_day_ago = F("touched") - timedelta(days=1, minutes=2)
    Notice.objects.update(touched=a_day_ago)
    ReportMail.objects.update(sent=F("sent") - timedelta(days=1, minutes=2))
    call_command("send_notices")
    assert [letter.to[0] for letter in mail.outbox[2:]] == ["Rosa@mail.example"]
    assert set(Notice.objects.values_list("status", flat=True)) == {"sent"}


def test_a_ban_says_until_when(sending):
    comment = a_comment(a_post())
    until = timezone.now() + timedelta(days=400)
    with sending:
        take("ban", comment, until=until)
    local = until.astimezone(Blog.objects.current().zone)
    assert f"until {local:%B} {local.day}, {local.year}." in mail.outbox[0].body


def test_a_ban_of_a_network_writes_to_nobody(sending):
    with sending:
        Ban.objects.impose(network="203.0.113.0/24", by=mona(), ground=a_rule())
    assert mail.outbox == []


def test_an_undo_calls_back_what_was_not_sent(django_capture_on_commit_callbacks):
    comment = a_comment(a_post())
    a_report(comment, email="rosa@mail.example")
    with django_capture_on_commit_callbacks() as waiting:
        take("remove", comment).undo(by=mona())
    for post in waiting:
        post()
    assert mail.outbox == []
    assert set(Notice.objects.values_list("status", flat=True)) == {"cancelled"}


def test_an_undo_of_what_was_read_is_told_too(django_capture_on_commit_callbacks):
    comment = a_comment(a_post())
    with django_capture_on_commit_callbacks(execute=True):
        decision = take("remove", comment)
    with django_capture_on_commit_callbacks(execute=True):
        decision.undo(by=mona())
    assert [m.subject for m in mail.outbox] == [
        "Your comment was removed",
        "We looked again at your comment",
    ]


def test_a_letter_is_sent_once(sending):
    with sending:
        take("remove", a_comment(a_post()))
    assert not Notice.objects.get().deliver()
    assert len(mail.outbox) == 1


def test_mail_waits_for_a_server_that_is_away(sending, mail_server_away, settings):
    with sending:
        take("remove", a_comment(a_post()))
    assert Notice.objects.get().status == "waiting"
    Notice.objects.update(touched=timezone.now() - timedelta(minutes=5))
    with pytest.raises(CommandError, match="mail server"):
        call_command("send_notices")
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    Notice.objects.update(touched=timezone.now() - timedelta(minutes=5))
    call_command("send_notices")
    assert len(mail.outbox) == 1 and Notice.objects.get().status == "sent"


@pytest.mark.parametrize("answer", ["550 <alice@soundoff.example>: no", "450 alice is away"])
@pytest.mark.parametrize("command", ["mail", "rcpt", "data"])
def test_what_a_mail_server_refuses_is_written_down_without_the_address(
    sending, settings, capfd, caplog, answer, command
):
    with speaking(**{command: answer}) as server:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())
        with sending:
            take("remove", a_comment(a_post()))
    (line,) = (record.getMessage() for record in caplog.records if record.levelname != "INFO")
    assert f"Message {Notice.objects.get().pk}" in line and answer[:3] in line
    assert "alice" not in caplog.text and "alice" not in "".join(capfd.readouterr())


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
def test_what_a_mail_server_refuses_for_good_is_given_up_and_the_rest_waits(
    sending, settings, command, answer, status
):
    with speaking(**{command: answer, "helo": answer}) as server:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())
        with sending:
            take("remove", a_comment(a_post()))
    assert Notice.objects.get().status == status
    Notice.objects.update(touched=timezone.now() - timedelta(minutes=5))
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
    assert Notice.objects.send_due() == ({} if status == "returned" else {"sent": 1})


def test_a_letter_that_is_not_taken_waits_longer_each_time_and_after_five_days_is_given_up(
    sending, mail_server_away
):
    with sending:
        take("remove", a_comment(a_post()))
    waits = []
    while (notice := Notice.objects.get()).status == "waiting" and len(waits) < 20:
        waits.append(notice.touched - timezone.now())
        assert notice.deliver() is None  # its time has not come
        Notice.objects.update(touched=timezone.now() - timedelta(minutes=5))
        Notice.objects.send_due()
    assert all(later > 1.9 * wait for wait, later in pairwise(waits))
    assert timedelta(days=4.9) < sum(waits, timedelta()) < timedelta(days=5)
    assert notice.status == "returned"


def test_an_address_that_cannot_be_written_keeps_no_other_letter_from_going(settings, caplog):
    comment = a_comment(a_post())
    alice = comment.author.user
    type(alice).objects.filter(pk=alice.pk).update(email="alice@@mail.example")
    a_report(comment, email="rosa@mail.example")
    take("remove", comment)
    Notice.objects.update(touched=timezone.now() - timedelta(minutes=5))
    with speaking() as server:
        settings.MAILERS = mailers(f"smtp://127.0.0.1:{server.port}", Path())
        assert Notice.objects.send_due() == {"sent": 1, "waiting": 1}
    assert "rosa@mail.example" in server.letters[0]
    assert "ValueError" in caplog.text and "alice" not in caplog.text


def test_a_letter_that_cannot_be_written_keeps_no_other_from_going(caplog):
    comment = a_comment(a_post())
    a_report(comment, email="rosa@mail.example")
    take("remove", comment)
    ReportContents.objects.all().delete()
    Notice.objects.update(touched=timezone.now() - timedelta(minutes=5))
    assert Notice.objects.send_due() == {"sent": 1, "waiting": 1}
    assert "cannot be rendered" in caplog.text


def test_a_letter_whose_worker_died_is_sent_by_the_next():
    take("remove", a_comment(a_post()))
    notice = Notice.objects.get()
    Notice.objects.update(status="sending", touched=timezone.now() - timedelta(minutes=5))
    assert not notice.deliver()
    Notice.objects.update(touched=timezone.now() - timedelta(minutes=30))
    call_command("send_notices")
    assert len(mail.outbox) == 1


def test_the_status_page_of_a_guest_tells_it_too(client):
    from comments.status_links import status_path

    comment = a_comment(a_post())
    decision = take("remove", comment)
    page = client.get(status_path(comment)).content.decode()
    for said in ("Your comment was removed.", decision.sentence, a_rule().title, "version 1"):
        assert said in page
    decision.undo(by=mona())
    assert "What was decided" not in client.get(status_path(comment)).content.decode()


def test_what_a_moderator_holds_is_not_laid_on_readers(sending):
    with sending:
        take("hold", a_comment(a_post()))
    body = mail.outbox[0].body
    assert "a moderator has hidden your comment" in body and "reported" not in body


def test_a_statement_is_drawn_only_while_it_says_how_things_stand(client):
    from comments.status_links import status_path

    comment = a_comment(a_post())
    take("keep", comment)
    assert "it stays" in client.get(status_path(comment)).content.decode()
    comment.add("And more.", [Finding(rule="many_links", verdict="hold", reason="Two links.")])
    page = client.get(status_path(comment)).content.decode()
    assert "Waiting for a moderator" in page and "it stays" not in page
