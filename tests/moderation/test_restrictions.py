"""Comments of one person that are held first, and reports of one person that weigh nothing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from comments.models import Comment
from comments.status_links import status_path
from moderation.models import Action, Decision, NeedsGround, Report, Restriction
from tests.cast import a_comment, a_post, account, alice, bob, mona
from tests.moderation.deciding import a_reader, a_report, a_rule

pytestmark = pytest.mark.django_db

HOLD_FIRST = Action.HOLD_FIRST


@pytest.fixture
def desk(client):
    client.force_login(mona())
    return client


def at(name, comment, queue="reportedcomment"):
    return reverse(f"admin:moderation_{queue}_{name}", args=[comment.pk])


def write(user, post, body):
    """Send a comment by the form, an hour after all others, and return it."""
    Comment.objects.update(created=F("created") - timedelta(hours=1))
    client = Client()
    client.force_login(user)
    page = client.get(f"{post.get_absolute_url()}respond/")
    key = page.context["form"]["key"].value()
    client.post(f"{post.get_absolute_url()}respond/", {"body": body, "key": key})
    return Comment.objects.get(key=key)


# Comments held first


def test_an_author_is_held_first_until_a_day_and_reads_why(desk):
    comment = a_comment(a_post())
    form = {"term": "month", "ground": a_rule().pk}
    answer = desk.post(at("card_hold_first", comment), form)
    assert "Held first from now on: Alice" in answer.text
    assert "held first until" in answer.text and "by Mona" in answer.text
    held = write(alice(), comment.post, "Another thought.")
    assert held.is_held and write(bob(), comment.post, "Mine.").is_published
    finding = held.findings.get()
    assert finding.rule == "author_held_first"
    until = Restriction.objects.get().last_day
    page = Client().get(status_path(held)).text
    assert f"Until {until} a moderator reads your comments" in page
    assert a_rule().sentence in page
    assert "Author held first" in desk.get(at("card", held)).text
    Restriction.objects.update(until=timezone.now())
    assert write(alice(), comment.post, "A later thought.").is_published


def test_a_joined_guest_is_held_first_as_the_account_is(desk):
    guest = Person.objects.create()
    Person.objects.of(alice()).join(guest)
    until = timezone.now() + timedelta(days=3)
    Restriction.objects.impose(HOLD_FIRST, guest, until=until, by=mona(), ground=a_rule())
    assert write(alice(), a_post(), "As the account.").is_held


def test_holding_first_ends_when_it_is_undone(desk):
    comment = a_comment(a_post())
    desk.post(at("hold_first", comment), {"term": "year", "ground": a_rule().pk})
    decision = Decision.objects.get()
    assert (decision.action, decision.person, decision.comment) == (
        *("hold_first", comment.author, comment),
    )
    undo = reverse("admin:moderation_reportedcomment_card_undo")
    answer = desk.post(undo, {"decision": decision.pk})
    assert "Undone" in answer.text and "first until" not in answer.text
    assert write(alice(), comment.post, "Another thought.").is_published


@pytest.mark.one_database
@pytest.mark.parametrize(
    "form",
    [
        {"term": "month"},
        {"term": "forever", "ground": True},
        {"term": "date", "ground": True},
        {"term": "date", "until": "2001-01-01", "ground": True},
        {"term": "date", "until": "9999-12-31", "ground": True},
        {"ground": True},
    ],
)
def test_nobody_is_held_first_without_a_ground_and_an_end(desk, form):
    form = form | ({"ground": a_rule().pk} if "ground" in form else {})
    answer = desk.post(at("card_hold_first", a_comment(a_post())), form)
    assert answer.status_code == 422 and 'role="alert"' in answer.text
    assert not Restriction.objects.exists() and not Decision.objects.exists()


def test_staff_are_not_restricted():
    until = timezone.now() + timedelta(days=3)
    person = Person.objects.of(mona())
    with pytest.raises(ValidationError):
        Restriction.objects.impose(HOLD_FIRST, person, until=until, by=mona(), ground=a_rule())
    with pytest.raises(NeedsGround):
        Restriction.objects.impose(HOLD_FIRST, a_reader(), until=until, by=mona())


# Reports that weigh nothing


def three_reports(comment):
    """Report a comment by three strangers, hours apart; return the first report."""
    reports = [
        a_report(comment, name, minutes_ago=300 - 100 * number)
        for number, name in enumerate(("rosa", "rita", "ruth"))
    ]
    comment.refresh_from_db()
    return reports[0]


def test_the_reports_of_a_limited_reporter_weigh_nothing(desk):
    comment = a_comment(a_post())
    first = three_reports(comment)
    assert comment.is_held and comment.case.points == 30
    answer = desk.post(at("card_limit", comment), {"report": first.pk, "term": "week"})
    assert "the reports of Rosa weigh nothing" in answer.text
    assert "Let them weigh again" in answer.text
    assert "do not hide anything by" in Client().get(first.get_absolute_url()).text
    comment = Comment.objects.get()
    assert comment.is_published and comment.case.points == 20
    other = a_comment(comment.post)
    a_report(other, "rosa", "threat")
    assert (other.case.points, other.case.urgency) == (0, 0)
    desk.post(at("card_limit", comment), {"report": first.pk, "lift": ""})
    assert Comment.objects.get(pk=comment.pk).case.points == 30
    assert "do not hide anything by" not in Client().get(first.get_absolute_url()).text
    actions = Decision.objects.filter(by=mona()).order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["limit_reports", "undo"]


def test_a_limited_reporter_reads_of_it_among_their_reports(desk):
    report = a_report(a_comment(a_post()), "rosa")
    Report.objects.limit(report.by, until=timezone.now() + timedelta(days=3), by=mona())
    client = Client()
    client.force_login(account("rosa"))
    page = client.get(reverse("moderation:own_reports")).text
    assert f"Until {Restriction.objects.get().last_day} your reports" in " ".join(page.split())


def test_a_legal_notice_of_a_limited_reporter_is_as_urgent_as_any(desk):
    person = a_reader("rosa")
    Report.objects.limit(person, until=timezone.now() + timedelta(days=3), by=mona())
    comments = [a_comment(a_post()) for _ in range(2)]
    notice = {
        "explanation": "It is a crime.",
        "location": "https://a.example/",
        "in_good_faith": True,
    }
    notice["name"] = "R."
    for comment, by in zip(comments, ("rosa", "rita"), strict=True):
        a_report(comment, by, "illegal", email="r@reader.example", legal_notice=notice)
    urgencies = [comment.case.urgency - comment.case.points for comment in comments]
    assert urgencies[0] == urgencies[1] > 0


@pytest.mark.one_database
@pytest.mark.parametrize("form", [{}, {"report": "x"}, {"report": 2**40}, {"report": "other"}])
def test_only_reporters_of_the_comment_are_limited(desk, form):
    comment, other = a_comment(a_post()), a_report(a_comment(a_post()))
    if form.get("report") == "other":
        form = {"report": other.pk}
    answer = desk.post(at("card_limit", comment), form | {"term": "week"})
    assert answer.status_code == 422 and not Restriction.objects.exists()


# A burst


def test_the_reports_of_a_burst_are_one_entry_with_one_answer(desk):
    comment = a_comment(a_post())
    early = a_report(comment, "early", "spam", minutes_ago=60)
    for number in range(6):
        a_report(comment, f"friend{number}", "hate")
    a_report(comment, Person.objects.create(), "threat")
    card = desk.get(at("card", comment)).context["card"]
    assert [len(card.burst.reports), card.burst.guests] == [7, 1]
    assert card.burst.reasons[0][1] == 6
    assert [each.report for each in card.first_reports] == [early]
    keys = [each.report.pk for each in card.burst.reports]
    answer = desk.post(at("card_limit", comment), {"report": keys, "term": "month"})
    assert "Limit all these reporters" not in answer.text
    assert Restriction.objects.count() == 7 and Comment.objects.get().case.points == 10
    token = Decision.objects.state_token(Comment.objects.get())
    desk.post(at("card_decide", comment), {"action": "let_stand", "state_token": token})
    assert set(Report.objects.values_list("status", flat=True)) == {"dismissed"}
    assert Decision.objects.filter(action="keep").count() == 1
