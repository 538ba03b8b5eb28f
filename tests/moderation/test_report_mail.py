"""Mail about reports cannot be used to pester people: anybody may have typed their e-mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db.models import F
from django.test import Client
from django.utils import timezone

from accounts.models import Person
from blogsite.retention import forget_report_mails
from moderation.models import Decision, Mailbox, Notice, Report, ReportMail
from tests.cast import a_comment, a_post, account, mona
from tests.moderation.deciding import a_report, a_rule

pytestmark = pytest.mark.django_db

LEGAL = {
    "reason": "illegal",
    "legal_notice": {
        "explanation": "It calls for a crime.",
        "location": "https://blog.example/comments/1/",
        "name": "Rosa Reader",
        "in_good_faith": True,
    },
}


def keep(comment):
    Decision.objects.take("keep", comment, by=mona(), ground=a_rule())


def a_day_passes():
    """Let a day pass for what waits and for what was sent, and send what is due."""
    Notice.objects.update(touched=F("touched") - timedelta(days=1, minutes=2))
    ReportMail.objects.update(sent=F("sent") - timedelta(days=1, minutes=2))
    call_command("send_notices")


def reported(number=1, email="rosa@mail.example", by=None, **fields):
    """Let so many comments be reported with an e-mail, and decided; send what is due."""
    post = a_post()
    for index in range(number):
        comment = a_comment(post, f"Comment {index}.")
        a_report(comment, by or Person.objects.create(), email=email, **fields)
        keep(comment)
    send_due()


def send_due():
    """Send what waits, as if its minute for an undo were over."""
    new = Notice.objects.filter(status="waiting", touched__lte=timezone.now())
    new.update(touched=F("touched") - timedelta(minutes=2))
    call_command("send_notices")


def test_thirty_reports_with_one_email_send_three_mails_in_all(settings):
    reported(30)
    for _ in range(40):
        a_day_passes()
    assert len(mail.outbox) == 3
    assert set(Notice.objects.values_list("status", flat=True)) == {"sent", "cancelled"}


@pytest.mark.parametrize(
    "spelling",
    ["ROSA@mail.example", "rosa+spam@mail.example", "rosa@MAIL.Example"],
)
def test_all_spellings_of_an_email_are_one_mailbox(spelling):
    reported(3)
    for _ in range(3):
        a_day_passes()
    reported(1, email=spelling)
    for _ in range(3):
        a_day_passes()
    assert len(mail.outbox) == 3


def test_one_decision_writes_once_to_a_mailbox_that_reported_twice():
    comment = a_comment(a_post())
    for email in ("rosa@mail.example", "Rosa+2@mail.example", "rolf@mail.example"):
        a_report(comment, Person.objects.create(), email=email)
    keep(comment)
    send_due()
    for _ in range(3):
        a_day_passes()
    assert len(mail.outbox) == 2
    assert {letter.to[0][:4].casefold() for letter in mail.outbox} == {"rolf", "rosa"}


def test_the_week_of_a_mailbox_passes():
    reported(3)
    for _ in range(8):
        a_day_passes()
    reported(1)
    assert len(mail.outbox) == 4


def test_a_legal_notice_gets_its_outcome_a_week_later():
    reported(3)
    for _ in range(3):
        a_day_passes()
    reported(1, **LEGAL)
    assert len(mail.outbox) == 3
    for _ in range(8):
        a_day_passes()
    assert len(mail.outbox) == 4


def test_an_account_with_its_own_email_hears_of_each_of_its_reports():
    rosa = account("rosa")
    reported(5, email=rosa.email, by=Person.objects.of(rosa))
    for _ in range(8):
        a_day_passes()
    assert len(mail.outbox) == 5


def test_an_account_with_another_email_does_not():
    reported(5, email="victim@mail.example", by=Person.objects.of(account("rosa")))
    for _ in range(8):
        a_day_passes()
    assert len(mail.outbox) == 3


# The link that stops it


@pytest.fixture
def stop_path(settings):
    settings.SITE_ADDRESS = "https://blog.example"
    reported(1)
    (letter,) = mail.outbox
    (line,) = [line for line in letter.body.splitlines() if line.startswith("https://")]
    assert letter.extra_headers["List-Unsubscribe"] == f"<{line}>"
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"List-Unsubscribe: <{line}>" in letter.message().as_string()
    return line.removeprefix("https://blog.example")


def report_again():
    mail.outbox.clear()
    ReportMail.objects.update(sent=F("sent") - timedelta(days=30))
    reported(1, email="Rosa+again@mail.example")
    return len(mail.outbox)


def test_to_look_at_the_stop_link_stops_nothing(client, stop_path):
    for method in (client.get, client.head):
        answer = method(stop_path)
        assert answer.status_code == 200 and answer["Referrer-Policy"] == "no-referrer"
    assert report_again() == 1


def test_one_click_of_a_mail_program_stops_it(stop_path):
    program = Client(enforce_csrf_checks=True)
    answer = program.post(stop_path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert report_again() == 0
    assert Notice.objects.order_by("pk").last().status == "cancelled"


def test_the_button_of_the_page_stops_it_and_another_begins_it_again(stop_path):
    visitor = Client(enforce_csrf_checks=True)
    assert "Stop this mail" in visitor.get(stop_path).text
    assert "Stopped." in visitor.post(stop_path).text
    assert "Stopped." in visitor.get(stop_path).text
    assert report_again() == 0
    visitor.post(stop_path, {"action": "resume"})
    assert report_again() == 1


def test_what_waits_is_not_sent_to_a_mailbox_that_has_stopped(stop_path):
    reported(1)
    Client().post(stop_path)
    mail.outbox.clear()
    for _ in range(2):
        a_day_passes()
    assert mail.outbox == []


@pytest.mark.parametrize("token", ["x" * 22, "x", "rosa@mail.example", "x" * 300])
def test_a_made_up_link_is_not_found_and_stores_nothing(client, token):
    path = f"/mail/{token}/stop/"
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    assert not Mailbox.objects.exists()


def test_no_email_stands_in_the_link(stop_path):
    assert "rosa" not in stop_path and len(stop_path) == len("/mail//stop/") + 22


def test_a_mail_that_is_not_taken_is_not_counted(settings):
    settings.MAILERS = {"default": {"BACKEND": "nowhere.EmailBackend"}}
    with pytest.raises(CommandError):
        reported(1)
    assert not ReportMail.objects.exists()


def test_an_erased_report_leads_to_no_mailbox_a_week_later(client, stop_path):
    Report.objects.get().contents.erase()
    reported(1, email="rolf@mail.example")
    assert forget_report_mails() == 0  # for a week it counts for the three in a week
    for _ in range(7):
        a_day_passes()
    assert forget_report_mails() == 1
    assert ReportMail.objects.get().notice.report.contents.email == "rolf@mail.example"
    assert "Stopped." in client.post(stop_path).text
    assert report_again() == 0
