"""Mail to people who work here: who gets it, how often, and how each kind is switched off."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.db.models import Value
from django.db.models.functions import Concat
from django.test import Client
from django.utils import timezone

from accounts.mail.delivery import send_due
from accounts.models import Message
from moderation.models import Appeal, ModeratorScope, Report, StaffMailState
from moderation.notifying.rounds import notify_due
from tests.cast import a_comment, a_post, an_owner, bob, edda, milo, mona
from tests.moderation.deciding import a_reader, a_report, a_rule, decide
from tests.moderation.test_appeals import NOTICE, appealed

pytestmark = pytest.mark.django_db

OWN_MAIL = "/admin/own-mail/"
SITE = "https://blog.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_ADDRESS, settings.SERVING = SITE, True
    cache.clear()


def let_pass(**duration):
    """Move what has arrived, and the mail about it, into the past."""
    past = timedelta(**duration)
    for model, names in (
        (Report, ["created"]),
        (Appeal, ["created"]),
        (StaffMailState, ["looked_until", "queued"]),
        (Message, ["created", "send_after", "sent"]),
    ):
        for row in model.objects.all():
            moments = {name: getattr(row, name) for name in names}
            model.objects.filter(pk=row.pk).update(
                **{name: moment - past for name, moment in moments.items() if moment}
            )
    Message.objects.update(key=Concat("key", Value("<")))  # a key names a moment, too


def sent(**duration):
    """Let time pass, and return the mail that people who work here get then."""
    let_pass(**duration or {"minutes": 2})
    mail.outbox.clear()
    notify_due()
    send_due()
    to_staff = [message for message in mail.outbox if "because you work here" in message.body]
    return sorted(to_staff, key=lambda message: message.to)


def whom(messages):
    return [message.to[0].partition("@")[0] for message in messages]


def a_threat(comment=None, by="rosa"):
    return a_report(comment or a_comment(a_post()), by, reason="threat")


def limit_to_posts_of(author, moderator):
    kind = ModeratorScope.Kind.AUTHOR
    return ModeratorScope.objects.create(user=moderator, kind=kind, author=author)


def test_a_legal_notice_and_a_threat_are_announced_to_who_may_decide():
    mona(), milo(), edda(), bob(), an_owner()
    threat, notice = a_comment(a_post("Tea")), a_comment(a_post("Coffee"))
    a_threat(threat)
    a_report(notice, **NOTICE)
    a_report(a_comment(a_post()), reason="harassment")
    assert sent(seconds=30) == []  # the reporter may still take it back
    messages = sent()
    assert whom(messages) == ["milo", "milo", "mona", "mona", "olga", "olga"]
    subjects = {message.subject: message.body for message in messages[:2]}
    page = f"{SITE}/admin/moderation/reportedcomment/%s/change/"
    assert page % threat.pk in subjects["1 comment was reported as a threat"]
    assert page % notice.pk in subjects["1 comment was reported as illegal"]
    for body in subjects.values():
        for word in ("Well said", "Alice", "Rosa", "It is forbidden"):
            assert word not in body
    assert sent() == [] and sent(hours=1) == []


def test_a_brigade_is_one_mail_and_what_comes_soon_after_waits():
    mona()
    first, second = a_comment(a_post()), a_comment(a_post())
    for number in range(30):
        a_threat(first, f"reader{number}")
    (message,) = sent()
    assert "30 reports have arrived" in message.body
    a_threat(second)
    a_threat(first, "late")
    assert sent(minutes=3) == []
    (message,) = sent(minutes=10)
    assert message.subject == "2 comments were reported as threats"
    assert "2 reports have arrived" in message.body


@pytest.mark.parametrize("reason", ["decided", "withdrawn", "limited", "own", "role lost"])
def test_nothing_is_announced_that_is_no_longer_to_be_decided(reason):
    moderator, comment = mona(), a_comment(a_post())
    if reason == "own":
        comment = a_comment(a_post(), by=moderator)
    if reason == "limited":
        until = timezone.now() + timedelta(days=7)
        Report.objects.limit(a_reader(), until=until, by=milo())
    report = a_threat(comment)
    if reason == "decided":
        decide("keep", comment, by=moderator)
    elif reason == "withdrawn":
        report.withdraw()
    let_pass(minutes=2)
    notify_due()
    if reason == "role lost":
        assert Message.objects.waiting().exists()
        moderator.groups.clear()
    send_due()
    assert "mona" not in whom(mail.outbox)


def test_a_moderator_with_a_scope_hears_of_what_is_within_it_alone():
    limit_to_posts_of(bob(), mona())
    tea, coffee = a_post("Tea"), a_post("Coffee")
    tea.author = bob()
    tea.save()
    milo()
    a_threat(a_comment(coffee))
    a_report(a_comment(coffee), **NOTICE)
    appealed(comment=a_comment(coffee))
    assert set(whom(sent())) == {"milo"}
    a_threat(a_comment(tea))
    assert whom(sent(minutes=10)) == ["milo", "mona"]


def test_an_appeal_is_never_announced_to_the_moderator_who_decided():
    appeal = appealed(comment=a_comment(a_post("Tea")))
    milo(), edda(), an_owner()
    messages = sent()
    assert whom(messages) == ["milo", "olga"]
    assert messages[0].subject == "1 new appeal"
    assert f"{SITE}/admin/moderation/appeal/{appeal.pk}/change/" in messages[0].body
    assert sent() == [] and sent(hours=30) == []
    appeal.uphold(by=milo(), words="It stays.")
    assert sent() == []


def test_an_owner_alone_hears_of_an_appeal_when_they_may_answer_it():
    owner = an_owner()
    comment = a_comment(a_post())
    Appeal.objects.file(decide("remove", comment, by=owner, ground=a_rule()), "A quotation.")
    assert sent() == [] and sent(hours=23) == []
    assert whom(sent(hours=2)) == ["olga"]
    assert sent(hours=2) == []


def test_a_kind_of_mail_is_switched_off_by_its_owner_at_the_desk():
    desk = Client()
    desk.force_login(mona())
    assert OWN_MAIL in desk.get("/admin/").text
    page = desk.get(OWN_MAIL)
    codes = [choice.code for choice in page.context["choices"]]
    assert page.text.count("checked") == len(codes) and "staff_threats" in codes
    wanted = [code for code in codes if code != "staff_threats"]
    assert desk.post(OWN_MAIL, {"wanted": wanted}).status_code == 302
    assert desk.get(OWN_MAIL).text.count("checked") == len(codes) - 1
    milo()
    a_threat()
    assert whom(sent()) == ["milo"]  # each decides for themselves
    a_report(a_comment(a_post()), **NOTICE)
    assert whom(sent()) == ["milo", "mona"]
    desk.post(OWN_MAIL, {"wanted": codes})
    a_threat()
    assert whom(sent(minutes=10)) == ["milo", "mona"]
    for reader, status in ((bob(), 302), (edda(), 403)):
        desk.force_login(reader)
        assert desk.get(OWN_MAIL).status_code == status


def test_the_link_in_a_mail_switches_off_its_kind_by_one_click():
    mona()
    a_threat()
    (message,) = sent()
    headers = message.extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = headers["List-Unsubscribe"].strip("<>")
    assert link in message.body and f"{SITE}{OWN_MAIL}" in message.body
    path = link.removeprefix(SITE)
    program = Client(enforce_csrf_checks=True)
    page = program.get(path)  # as scanners do
    assert page.status_code == 200 and "Threats" in page.text
    assert StaffMailState.objects.get(kind="staff_threats").is_wanted
    answer = program.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200 and "Switched off" in answer.text
    assert "Switched off" in program.get(path).text
    a_threat()
    a_report(a_comment(a_post()), **NOTICE)
    assert [m.subject for m in sent(minutes=10)] == ["1 comment was reported as illegal"]
    token = path.split("/")[2]
    for wrong in (f"/mail/{token}/stop/decision/", f"/mail/{'x' * 22}/stop/staff_threats/"):
        assert program.post(wrong).status_code == 404
