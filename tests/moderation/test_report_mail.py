"""Mail about reports cannot be used to pester people: anybody may type any e-mail."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Mailbox, Message, Person
from moderation.models import Decision, Report
from tests.accounts.outbox import let_pass
from tests.cast import a_comment, a_post, account, mona
from tests.moderation.deciding import a_report, a_rule

pytestmark = pytest.mark.django_db

SITE = "https://blog.example"
LEGAL = {
    "reason": "illegal",
    "legal_notice": {
        "explanation": "It calls for a crime.",
        "location": "https://blog.example/comments/1/",
        "name": "Rosa Reader",
        "in_good_faith": True,
    },
}


@pytest.fixture(autouse=True)
def site_address(settings):
    settings.SITE_ADDRESS = SITE


def keep(comment):
    Decision.objects.take("keep", comment, by=mona(), ground=a_rule())


def report(email="rosa@mail.example", *, number=1, by=None, decide=True, **fields):
    """Let a number of comments be reported with an e-mail, and decided; send what is due."""
    post = a_post()
    for index in range(number):
        comment = a_comment(post, f"Comment {index}.")
        a_report(comment, by or Person.objects.create(), email=email, **fields)
        call_command("send_mail")
        if decide:
            keep(comment)
    let_pass(minutes=2)


def link_in(message, path=r"/mail/[\w-]+/"):
    """Return the first link of a mail to such a path, as a path of this site."""
    return re.search(rf"^{SITE}({path})$", message.body, re.MULTILINE)[1]


def press(path, action):
    return Client(enforce_csrf_checks=True).post(path, {"action": action})


def confirm(message):
    assert press(link_in(message), "confirm").status_code == 200


def subjects():
    return [re.sub(r" R-\S+", "", message.subject) for message in mail.outbox]


RECEIPT, OUTCOME = "We have received your report", "What became of your report"


# The receipt


def test_a_report_with_an_email_gets_a_receipt_at_once():
    comment = a_comment(a_post("The first frost"))
    filed = a_report(comment, Person.objects.create(), email="rosa@mail.example")
    call_command("send_mail")
    (receipt,) = mail.outbox
    assert receipt.to == ["rosa@mail.example"]
    assert receipt.subject == f"We have received your report {filed.reference}"
    for text in (filed.reference, "The first frost", "A moderator will look at it"):
        assert text in receipt.body
    status_path = link_in(receipt, r"/reports/\S+/")
    assert filed.reference in Client().get(status_path).text


@pytest.mark.one_database
def test_a_receipt_says_nothing_that_its_sender_typed():
    typed = "Buy at https://pills.example"
    comment = a_comment(a_post(), typed, name="Pills Now")
    notice = LEGAL["legal_notice"] | {"explanation": typed, "name": typed}
    notice |= {"location": "https://pills.example/"}
    by = Person.objects.create()
    fields = {"reason": "illegal", "note": typed, "email": "rosa@mail.example"}
    a_report(comment, by, legal_notice=notice, **fields)
    call_command("send_mail")
    (receipt,) = mail.outbox
    for part in ("pills", "Pills", "Buy"):
        assert part not in receipt.subject + receipt.body
    assert "Did you not report anything?" in receipt.body


def test_a_report_withdrawn_at_once_gets_no_receipt():
    filed = a_report(a_comment(a_post()), Person.objects.create(), email="rosa@mail.example")
    filed.withdraw()
    call_command("send_mail")
    assert mail.outbox == [] and Message.objects.get().status == "cancelled"


@pytest.mark.one_database
def test_the_form_says_what_the_email_is_for(client):
    comment = a_comment(a_post())
    page = client.get(f"/comments/{comment.pk}/report/").text
    assert "We send a receipt there and, once you have confirmed it, the outcome." in page


@pytest.mark.one_database
def test_the_page_of_a_report_says_that_the_email_is_to_be_confirmed(client):
    filed = a_report(a_comment(a_post()), Person.objects.create(), email="rosa@mail.example")
    assert "once you have confirmed your e-mail" in client.get(filed.get_absolute_url()).text


# The outcome


def test_an_email_that_never_confirmed_gets_no_outcome():
    report()
    for _ in range(9):
        let_pass(days=1)
    assert subjects() == [RECEIPT]
    assert set(Message.objects.values_list("status", flat=True)) == {"sent", "cancelled"}


@pytest.mark.one_database
def test_a_mailbox_confirmed_before_the_decision_gets_the_outcome():
    report(decide=False)
    confirm(mail.outbox[0])
    keep(Report.objects.get().comment)
    let_pass(minutes=2)
    assert subjects() == [RECEIPT, OUTCOME]


def test_a_mailbox_confirmed_within_a_week_still_gets_the_outcome():
    report()
    let_pass(days=6)
    assert subjects() == [RECEIPT]
    confirm(mail.outbox[0])
    call_command("send_mail")
    assert subjects() == [RECEIPT, OUTCOME]


@pytest.mark.one_database
def test_an_outcome_can_be_undone_for_a_minute_also_after_a_confirmation(settings):
    report(decide=False)
    settings.SERVING = True
    decision = Decision.objects.take("keep", Report.objects.get().comment, by=mona())
    confirm(mail.outbox[0])
    call_command("send_mail")
    assert subjects() == [RECEIPT]
    decision.undo(by=mona())
    let_pass(minutes=2)
    assert subjects() == [RECEIPT]


@pytest.mark.one_database
def test_a_link_checker_confirms_and_stops_no_mail():
    report()
    for path in re.findall(rf"{SITE}(\S+)", mail.outbox[0].body):
        for method in (Client().get, Client().head):
            assert method(path).status_code == 200
    let_pass(days=1)
    assert subjects() == [RECEIPT]
    assert not Mailbox.objects.get().is_unsubscribed


def test_a_confirmed_email_gets_outcomes_once_a_day_and_no_more_receipts():
    report()
    confirm(mail.outbox[0])
    let_pass(minutes=2)
    report(number=3)
    for _ in range(5):
        let_pass(days=1, minutes=1)
    assert subjects() == [RECEIPT, *[OUTCOME] * 4]


@pytest.mark.one_database
def test_a_legal_notice_gets_a_receipt_although_its_email_is_confirmed():
    report()
    confirm(mail.outbox[0])
    mail.outbox.clear()
    report(decide=False, **LEGAL)
    assert RECEIPT in subjects()
    assert "To confirm it" not in mail.outbox[-1].body


def test_a_decision_sends_one_mail_to_an_email_that_reported_twice():
    report("rosa@mail.example", decide=False)
    report("rolf@mail.example", decide=False)
    for message in list(mail.outbox):
        confirm(message)
    mail.outbox.clear()
    comment = a_comment(a_post())
    for email in ("rosa@mail.example", "Rosa+2@mail.example", "rolf@mail.example"):
        a_report(comment, Person.objects.create(), email=email)
    keep(comment)
    for _ in range(3):
        let_pass(days=1, minutes=2)
    assert {message.to[0] for message in mail.outbox} == {"rosa@mail.example", "rolf@mail.example"}
    assert subjects() == [OUTCOME] * 2


@pytest.mark.one_database
def test_no_outcome_is_sent_of_an_undone_decision():
    report(decide=False)
    confirm(mail.outbox[0])
    comment = Report.objects.get().comment
    Decision.objects.take("remove", comment, by=mona(), ground=a_rule()).undo(by=mona())
    let_pass(minutes=2)
    assert subjects() == [RECEIPT]


# How much mail there is at most


@pytest.mark.slow
@pytest.mark.one_database
def test_ten_reports_with_one_email_send_only_three_mails():
    report(number=10)
    for _ in range(40):
        let_pass(days=1)
    assert subjects() == [RECEIPT] * 3
    assert set(Message.objects.values_list("status", flat=True)) == {"sent", "cancelled"}


@pytest.mark.parametrize(
    "spelling",
    [
        "ROSA@mail.example",
        pytest.param("rosa+spam@mail.example", marks=pytest.mark.one_database),
        pytest.param("rosa@MAIL.Example", marks=pytest.mark.one_database),
    ],
)
def test_all_spellings_of_an_email_are_one_mailbox(spelling):
    report(number=3)
    report(spelling)
    assert len(mail.outbox) == 3
    assert Mailbox.objects.count() == 1


@pytest.mark.one_database
def test_mail_goes_to_the_email_in_the_typed_spelling():
    report("Rosa+blog@mail.example")
    assert mail.outbox[0].to == ["Rosa+blog@mail.example"]


def test_a_week_later_an_email_gets_receipts_again():
    report(number=4)
    let_pass(days=7)
    report()
    assert len(mail.outbox) == 4


@pytest.mark.one_database
def test_a_legal_notice_gets_its_receipt_a_week_later():
    report(number=3)
    report(**LEGAL)
    assert len(mail.outbox) == 3
    for _ in range(8):
        let_pass(days=1)
    assert len(mail.outbox) == 4


@pytest.mark.one_database
def test_an_account_with_its_own_email_gets_each_outcome_without_confirming():
    rosa = account("rosa")
    report(rosa.email, number=5, by=Person.objects.of(rosa))
    for _ in range(8):
        let_pass(days=1, minutes=2)
    assert subjects() == [OUTCOME] * 5


@pytest.mark.one_database
def test_an_account_with_another_email_has_to_confirm_it():
    report("victim@mail.example", number=5, by=Person.objects.of(account("rosa")))
    for _ in range(8):
        let_pass(days=1)
    assert subjects() == [RECEIPT] * 3


@pytest.mark.one_database
def test_a_mail_that_no_server_accepted_is_not_counted(settings):
    backend = settings.MAILERS
    settings.MAILERS = {"default": {"BACKEND": "nowhere.EmailBackend"}}
    with pytest.raises(CommandError):
        report()
    assert not Message.objects.exclude(sent=None).exists()
    settings.MAILERS = backend
    report(number=3)
    assert len(mail.outbox) == 3


def test_an_email_that_came_back_gets_no_mail_for_a_month():
    call_command("mail_bounced", "rosa@mail.example")
    report()
    assert mail.outbox == []
    a_month_ago = timezone.now() - timedelta(days=31)
    Mailbox.objects.update(status_since=a_month_ago)
    report()
    assert len(mail.outbox) == 1


# The link that stops it


@pytest.fixture
def stop_path():
    report()
    (receipt,) = mail.outbox
    path = link_in(receipt, r"/mail/[\w-]+/stop/")
    assert receipt.extra_headers["List-Unsubscribe"] == f"<{SITE}{path}>"
    assert receipt.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return path


def mails_of_another_report():
    mail.outbox.clear()
    let_pass(days=30)
    report("Rosa+again@mail.example")
    return len(mail.outbox)


@pytest.mark.one_database
def test_opening_the_stop_link_does_not_stop_mail(client, stop_path):
    for method in (client.get, client.head):
        response = method(stop_path)
        assert response.status_code == 200 and response["Referrer-Policy"] == "no-referrer"
    assert mails_of_another_report() == 1


def test_one_click_of_a_mail_program_stops_all_mail(stop_path):
    program = Client(enforce_csrf_checks=True)
    response = program.post(stop_path, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200 and not response.cookies
    assert mails_of_another_report() == 0
    assert Message.objects.order_by("pk").last().status == "cancelled"


def test_the_buttons_of_the_page_stop_the_mail_and_resume_it(stop_path):
    page = Client().get(stop_path).text
    assert "Stop all mail" in page
    path = stop_path.removesuffix("stop/")
    assert f'action="{path}"' in page
    assert "Stopped." in press(path, "stop").text
    assert "Stopped." in Client().get(stop_path).text
    assert mails_of_another_report() == 0
    press(path, "resume")
    report()
    assert subjects() == [OUTCOME]


@pytest.mark.one_database
@pytest.mark.parametrize("action", ["", "erase"])
def test_a_post_to_the_stop_link_without_an_action_changes_nothing(stop_path, action):
    response = press(stop_path.removesuffix("stop/"), action)
    assert response.status_code == 400 and "Nothing was changed" in response.text
    assert Mailbox.objects.get().status == "asked"


def test_waiting_mail_is_not_sent_to_a_stopped_mailbox():
    report(decide=False)
    confirm(mail.outbox[0])
    keep(Report.objects.get().comment)
    Client().post(link_in(mail.outbox[0], r"/mail/[\w-]+/stop/"))
    let_pass(days=1)
    assert subjects() == [RECEIPT]


@pytest.mark.one_database
def test_an_author_can_stop_the_mail_about_decisions():
    comment = a_comment(a_post())
    Decision.objects.take("remove", comment, by=mona(), ground=a_rule())
    let_pass(minutes=2)
    path = link_in(mail.outbox[0], r"/mail/[\w-]+/stop/")
    page = Client().get(path).text
    assert "decided about your comments" in page and "this is my e-mail" not in page
    Client().post(path)
    Decision.objects.take("restore", comment, by=mona())
    let_pass(minutes=2)
    assert len(mail.outbox) == 1


@pytest.mark.one_database
@pytest.mark.parametrize("token", ["x" * 22, "x", "rosa@mail.example", "x" * 300])
@pytest.mark.parametrize("rest", ["", "stop/"])
def test_a_forged_mail_link_is_not_found_and_stores_nothing(client, token, rest):
    path = f"/mail/{token}/{rest}"
    assert (client.get(path).status_code, client.post(path).status_code) == (404, 404)
    assert not Mailbox.objects.exists()


@pytest.mark.one_database
def test_the_token_of_a_mail_link_is_22_opaque_characters(stop_path):
    assert "rosa" not in stop_path and len(stop_path) == len("/mail//stop/") + 22


@pytest.mark.one_database
def test_an_erased_report_gets_no_more_mail(stop_path):
    press(stop_path.removesuffix("stop/"), "confirm")
    Report.objects.get().contents.erase()
    let_pass(days=1)
    assert len(mail.outbox) == 1
