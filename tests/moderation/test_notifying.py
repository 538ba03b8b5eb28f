"""Mail to people who work here: who gets it, how often, and how each kind is switched off."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.mail.delivery import send_due
from accounts.models import Message
from comments.models import Comment
from moderation.models import Appeal, Case, Decision, Report, StaffMailState
from moderation.notifying.rounds import notify_due
from posts.models import Blog
from tests.cast import a_comment, a_post, account, an_owner, bob, edda, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_reader, a_report, a_rule, decide
from tests.moderation.staff_mail import (
    SITE,
    begin,
    let_it_be,
    let_pass,
    limit_to_posts_of,
    sent,
    subjects,
    whom,
)
from tests.moderation.test_appeals import NOTICE, appealed

pytestmark = pytest.mark.django_db

OWN_MAIL = "/admin/own-mail/"


@pytest.fixture(autouse=True)
def site(settings, db):
    begin(settings)


def a_threat(comment=None, by="rosa"):
    return a_report(comment or a_comment(a_post()), by, reason="threat")


def test_legal_notices_and_threats_are_announced_to_deciding_moderators():
    mona(), milo(), edda(), bob(), an_owner()
    threat, notice = a_comment(a_post("Tea")), a_comment(a_post("Coffee"))
    a_threat(threat)
    a_report(notice, **NOTICE)
    a_report(a_comment(a_post()), reason="harassment")
    assert sent(seconds=30) == []  # the reporter may still take it back
    messages = sent()
    assert whom(messages) == ["milo", "milo", "mona", "mona", "olga", "olga"]
    bodies = {message.subject: message.body for message in messages[:2]}
    page = f"{SITE}/admin/moderation/reportedcomment/%s/change/"
    assert page % threat.pk in bodies["1 comment was reported as a threat"]
    assert page % notice.pk in bodies["1 comment was reported as illegal"]
    for body in bodies.values():
        for word in ("Well said", "Alice", "Rosa", "It is forbidden"):
            assert word not in body
    assert sent() == [] and sent(hours=1) == []


@pytest.mark.one_database
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


@pytest.mark.parametrize("reason", ["decided", "withdrawn", "limited", "own", "role lost", "off"])
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
    if reason in ("role lost", "off"):
        assert Message.objects.waiting().exists()
    if reason == "role lost":
        moderator.groups.clear()
    elif reason == "off":
        StaffMailState.objects.choose(moderator, "staff_threats", is_wanted=False)
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
    assert sent() == [] and "1 new appeal" not in subjects(sent(hours=30))
    appeal.uphold(by=milo(), words="It stays.")
    assert sent() == []


def test_an_owner_alone_hears_of_an_appeal_when_they_may_answer_it():
    owner = an_owner()
    comment = a_comment(a_post())
    Appeal.objects.file(decide("remove", comment, by=owner, ground=a_rule()), "A quotation.")
    assert sent() == [] and sent(hours=23) == []
    assert sorted(subjects(sent(hours=2))) == ["1 new appeal", OVERDUE]
    assert sent(hours=2) == []


@pytest.mark.one_database
def test_a_kind_of_mail_is_switched_off_by_its_owner_at_the_desk():
    desk = Client()
    desk.force_login(mona())
    assert OWN_MAIL in desk.get("/admin/").text
    page = desk.get(OWN_MAIL)
    codes = [choice.code for choice in page.context["choices"]]
    assert page.text.count(" checked") == len(codes) and "staff_threats" in codes
    wanted = [code for code in codes if code != "staff_threats"]
    assert desk.post(OWN_MAIL, {"wanted": wanted}).status_code == 302
    assert desk.get(OWN_MAIL).text.count(" checked") == len(codes) - 1
    milo()
    a_threat()
    assert whom(sent()) == ["milo"]  # each decides for themselves
    a_report(a_comment(a_post()), **NOTICE)
    assert whom(sent()) == ["milo", "mona"]
    desk.post(OWN_MAIL, {"wanted": codes})
    a_threat()
    assert whom(sent(minutes=10)) == ["milo", "mona"]
    for reader, status in ((bob(), 302), (account("otto", is_staff=True), 403)):
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


# What waits


def held_for(hours, post=None, by=None):
    """Return a comment that has been held for some hours."""
    comment = a_comment_that_is("held", post, by=by)
    since = timezone.now() - timedelta(hours=hours)
    Comment.objects.filter(pk=comment.pk).update(status_since=since)
    return comment


OVERDUE = "Something waits for more than 12 hours"


def test_what_waits_too_long_is_said_once_until_it_is_cleared():
    mona(), edda()
    held_for(11)
    assert sent() == []
    first, second = held_for(13), held_for(14)
    (message,) = sent()
    assert message.subject == OVERDUE and message.to == ["mona@soundoff.example"]
    assert "Held comments: 3, the oldest for 14 h" in message.body
    assert f"{SITE}/admin/moderation/heldcomment/" in message.body
    first.approve()
    assert sent() == [] and sent(hours=30) == []  # the second waits still
    second.approve()
    assert sent() == []
    held_for(13)
    assert subjects(sent()) == [OVERDUE]


@pytest.mark.one_database
def test_moderators_that_clear_one_by_one_get_no_stream_of_mail():
    mona()
    comment = held_for(13)
    assert subjects(sent()) == [OVERDUE]
    for _ in range(3):
        comment.approve()
        assert sent(hours=1) == []
        comment = held_for(13)
        assert sent(hours=1) == []
    assert subjects(sent(hours=7)) == [OVERDUE]


@pytest.mark.one_database
def test_an_owner_says_after_how_many_hours_moderators_get_mail(client):
    mona()
    held_for(13)
    client.force_login(an_owner())
    page = client.get("/admin/posts/blog/1/change/")
    form = page.context["adminform"].form
    fields = {name: value for name, value in form.initial.items() if value is not None}
    assert fields["alert_after_hours"] == 12
    refused = client.post("/admin/posts/blog/1/change/", fields | {"alert_after_hours": 0})
    assert refused.status_code == 200 and Blog.objects.current().alert_after_hours == 12
    for hours, recipients in ((20, []), ("", []), (13, ["mona", "olga"])):
        answer = client.post("/admin/posts/blog/1/change/", fields | {"alert_after_hours": hours})
        assert answer.status_code == 302
        assert whom(sent()) == recipients, hours


@pytest.mark.parametrize("waits", ["report", "appeal", "outside"])
def test_overdue_is_what_one_may_decide_and_nothing_else(waits):
    limit_to_posts_of(bob(), mona())
    post = a_post()
    if waits != "outside":
        post.author = bob()
        post.save()
    if waits == "appeal":
        comment = a_comment(post)
        Appeal.objects.file(decide("remove", comment, by=an_owner(), ground=a_rule()), "No.")
    else:
        a_report(a_comment(post), reason="spam")
    let_pass(hours=13)
    Case.objects.update(opened=timezone.now() - timedelta(hours=13))
    messages = sent()
    assert ("mona" in whom(messages)) == (waits != "outside")
    assert set(subjects(messages)) - {"1 new appeal"} == ({OVERDUE} if messages else set())


# Every morning


def decided_yesterday(action, by, **columns):
    """Return a decision as it would have been taken on the afternoon before."""
    comment, moment = a_comment(a_post()), timezone.now() - timedelta(hours=16)
    statuses = {"status_before": comment.status, "status_after": comment.status}
    return Decision.objects.create(
        **{"action": action, "comment": comment, "person": comment.author, "by": by},
        **{"source": "own", "created": moment, **statuses, **columns},
    )


def test_the_morning_mail_says_what_waits_and_what_was_decided():
    held_for(2)
    first, second = (decided_yesterday("remove", mona(), house_rule=a_rule()) for _ in range(2))
    decided_yesterday("undo", milo(), undoes=first)
    decided_yesterday("undo", mona(), undoes=second)
    decided_yesterday("keep", milo())
    let_it_be(9, mona())
    let_it_be(4, milo())
    (message,) = sent()
    assert message.subject == "The desk of Soundoff this morning"
    for part in ("Held comments: 1, the oldest for 2 h", "Removed: 2", "Kept: 1"):
        assert part in message.body
    assert "1 decision of yours was taken back by others yesterday" in message.body
    assert f"{SITE}/admin/moderation/decision/{first.pk}/change/" in message.body
    assert f"/{second.pk}/change/" not in message.body
    assert sent() == []
    let_it_be(9, milo())
    (message,) = sent()
    assert message.to == ["milo@soundoff.example"] and "yours" not in message.body
    assert subjects(sent(hours=24)) == [message.subject] * 2


def test_no_morning_mail_comes_when_there_is_nothing_to_say():
    limit_to_posts_of(bob(), mona())
    let_it_be(9, mona())
    held_for(2)  # outside the scope
    assert sent() == []
    comment = held_for(2)
    comment.post.author = bob()
    comment.post.save()
    assert sent() == []  # too late for today
    StaffMailState.objects.all().delete()
    let_pass(minutes=1)
    notify_due()
    assert Message.objects.waiting().filter(kind="staff_digest").exists()
    comment.approve()
    assert sent() == []
