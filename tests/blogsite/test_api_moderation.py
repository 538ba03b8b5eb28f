"""Programs moderate through the API as the person of their token, under the rules of the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from blogsite.api.moderating import queues
from comments.models import Comment
from moderation.claims import Claim
from moderation.models import Appeal, Ban, Decision, ModeratorScope
from posts.models import Tag
from tests.blogsite.api_programs import Program
from tests.blogsite.test_api_problems import problem
from tests.cast import a_comment, a_post, account, an_owner, edda, milo, mona
from tests.moderation.deciding import a_report, a_rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    return a_post()


@pytest.fixture
def program():
    return Program("moderate", user=mona())


@pytest.fixture
def parts_of_ten(monkeypatch):
    monkeypatch.setattr(queues, "PART", 10)


def item(program, comment):
    answer = program.get(f"moderation/comments/{comment.pk}/")
    assert answer.status_code == 200, answer.content
    return answer.json()


def decide(program, comment, action, *, token=None, **members):
    token = token or item(program, comment)["state_token"]
    sent = {"action": action, "state_token": token} | members
    return program.send(f"moderation/comments/{comment.pk}/decide/", sent)


@pytest.mark.usefixtures("parts_of_ten")
def test_held_comments_come_in_parts_though_some_are_decided_meanwhile(program, post):
    held = [a_comment(post, f"Held {number}.", status="held") for number in range(24)]
    listed, path = [], "moderation/held/"
    while path:
        part = program.get(path).json()
        listed += [each["id"] for each in part["items"]]
        path = part["next"] and part["next"].partition("/api/v1/")[2]
        Comment.objects.get(pk=listed[-1]).approve()
    assert listed == [comment.pk for comment in held]
    wrong = program.get("moderation/reported/", cursor="h-1-2.x")
    assert problem(wrong, 400)["parameter"] == "cursor"


@pytest.mark.usefixtures("parts_of_ten")
def test_reported_comments_come_most_urgent_first(program, post):
    for number, reason in enumerate(["off_topic"] * 6 + ["threat"] * 6):
        a_report(a_comment(post, f"Reported {number}."), reason=reason)
    first = program.get("moderation/reported/").json()
    second = program.get(first["next"].partition("/api/v1/")[2]).json()
    assert (len(first["items"]), len(second["items"]), second["next"]) == (10, 2, None)
    texts = [each["text"] for part in (first, second) for each in part["items"]]
    numbers = [int(text.removeprefix("Reported ").removesuffix(".")) for text in texts]
    assert numbers == [*range(6, 12), *range(6)]


@pytest.mark.slow
@pytest.mark.one_database
@pytest.mark.parametrize("queue", ["held", "reported", "appeals"])
def test_queries_of_a_queue_depend_on_no_number(post, queue):
    program, counts = Program("moderate", user=an_owner()), set()
    for _ in range(2):
        for number in range(4):
            a_comment(post, f"Held {number}", status="held")
            a_report(a_comment(post, f"Reported {number}."))
            rejected = a_comment(post, status="held")
            decision = Decision.objects.take("reject", rejected, by=milo(), ground=a_rule())
            Appeal.objects.file(decision, "But why?")
        program.get(f"moderation/{queue}/")  # notes the day
        with CaptureQueriesContext(connection) as queries:
            assert program.get(f"moderation/{queue}/").status_code == 200
        counts.add(len(queries))
    assert len(counts) == 1


def test_an_item_has_what_the_card_shows(program):
    post = a_post(comment_mode="held_first")
    answer = Program("write").post(post, "Buy <b>this</b>.", author={"email": "w@mail.example"})
    comment = Comment.objects.get(pk=answer.json()["id"])
    comment.approve()
    a_report(comment, reason="spam", note="It sells.", email="secret@mail.example")
    comment.hold()
    document = item(program, comment)
    assert document["text"] == "Buy <b>this</b>." and document["status"] == "held"
    assert [each["rule"] for each in document["findings"]] == ["held_first"]
    (report,) = document["reports"]
    assert (report["reason"], report["note"]) == ("spam", "It sells.")
    assert (document["record"]["email"], document["record"]["held"]) == ("w@mail.example", 1)
    assert {"code": "spam", "title": a_rule("spam").title} in document["grounds"]
    assert "secret@mail.example" not in str(document)


def test_a_decision_is_that_of_the_tokens_person_and_can_be_undone(program, post):
    comment = a_comment(post)
    missing = problem(decide(program, comment, "remove"), 400)
    assert missing["parameter"] == "rule"
    problem(decide(program, comment, "remove", rule="nowhere"), 400)
    removal = decide(program, comment, "remove", rule="harassment").json()
    decision = Decision.objects.get(pk=removal["id"])
    assert (decision.by, decision.house_rule) == (mona(), a_rule())
    assert (removal["action"], removal["status_after"]) == ("remove", "removed")
    undone = program.send(f"moderation/decisions/{decision.pk}/undo/", {}).json()
    comment.refresh_from_db()
    assert (undone["action"], comment.status) == ("undo", "published")
    again = program.send(f"moderation/decisions/{decision.pk}/undo/", {})
    assert problem(again, 409)["decision"] == undone["id"]
    problem(program.send("moderation/decisions/999/undo/", {}), 404)


def test_a_decision_based_on_an_old_state_is_refused(program, post):
    comment = a_comment(post, status="held")
    token = item(program, comment)["state_token"]
    Claim.take(comment.pk, milo())
    assert item(program, comment)["looked_at_by"] == "Milo"
    claim = program.send(f"moderation/comments/{comment.pk}/claim/", {}).json()
    assert (claim["by"], claim["is_own"]) == ("Milo", False)
    other = Decision.objects.take("approve", comment, by=milo())
    late = problem(decide(program, comment, "reject", token=token, rule="spam"), 409)
    assert late["decision"] == other.pk and "Milo" in late["detail"]


@pytest.mark.one_database
def test_nobody_puts_back_their_own_comment_by_a_token(post):
    comment = a_comment(post, by=mona())
    Decision.objects.take("remove", comment, by=milo(), ground=a_rule())
    own = Program("moderate", user=mona())
    assert "somebody else" in problem(decide(own, comment, "restore"), 409)["detail"].lower()


def test_an_author_is_banned_and_the_ban_lifted(program, post):
    pk = Program("write").post(post).json()["id"]
    path, sent = f"moderation/comments/{pk}/ban/", {"whom": ["person"], "term": "week"}
    assert problem(program.send(path, sent), 400)["parameter"] == "rule"
    ban = program.send(path, sent | {"rule": "spam"}).json()
    assert ban["is_running"] and Ban.objects.get(pk=ban["id"]).decision.by == mona()
    assert item(program, Comment.objects.get(pk=pk))["record"]["bans"] == [ban]
    lifted = program.send(f"moderation/bans/{ban['id']}/lift/", {}).json()
    assert not lifted["is_running"]
    problem(program.send(f"moderation/bans/{ban['id']}/lift/", {}), 409)
    for wrong in ({"whom": []}, {"term": "date"}, {"term": "date", "until": "yesterday"}):
        problem(program.send(path, sent | {"rule": "spam"} | wrong), 400)
    nothing = program.send(path, sent | {"rule": "spam", "whom": ["email"]})
    assert problem(nothing, 400)["detail"]
    staff = a_comment(post, by=milo())
    path = f"moderation/comments/{staff.pk}/ban/"
    problem(program.send(path, sent | {"rule": "spam"}), 400)


def test_an_appeal_is_answered_by_somebody_else(post):
    first, second = account("olga", "Owners"), account("rosa", "Owners")
    decision = Decision.objects.take("remove", a_comment(post), by=first, ground=a_rule())
    appeal = Appeal.objects.file(decision, "It was a joke.")
    answer = {"answer": "overturn", "words": "So it was."}
    path = f"moderation/appeals/{appeal.pk}/answer/"
    problem(Program("moderate", user=first).send(path, answer), 404)
    program = Program("moderate", user=second)
    (waiting,) = program.get("moderation/appeals/").json()["appeals"]
    assert (waiting["id"], waiting["text"]) == (appeal.pk, "It was a joke.")
    empty = problem(program.send(path, answer | {"words": " "}), 400)
    assert (empty["parameter"], empty["text"]) == ("words", " ")
    assert program.send(path, answer).json()["action"] == "restore"
    problem(program.send(path, answer), 409)


def test_a_token_reaches_no_further_than_its_person(post):
    comment, other = a_comment(post, status="held"), a_comment(a_post(), status="held")
    tag = Tag.objects.named(["Frost"])[0]
    post.tags.add(tag)
    ModeratorScope.objects.create(user=milo(), kind="tag", tag=tag)
    limited = Program("moderate", user=milo())
    assert [each["id"] for each in limited.get("moderation/held/").json()["items"]] == [comment.pk]
    problem(limited.get(f"moderation/comments/{other.pk}/"), 404)
    problem(decide(limited, other, "approve", token="held"), 404)
    ban = Ban.objects.impose(person=other.author, about=other, by=mona(), ground=a_rule("spam"))
    problem(limited.send(f"moderation/bans/{ban.pk}/lift/", {}), 404)
    removed = Decision.objects.take("reject", other, by=mona(), ground=a_rule("spam"))
    problem(limited.send(f"moderation/decisions/{removed.pk}/undo/", {}), 404)
    editor = Program("moderate", user=edda())
    problem(editor.get("moderation/held/"), 403)
    problem(decide(editor, comment, "approve", token="held"), 403)
    reader = Program("read:queue", user=mona())
    assert item(reader, comment)
    problem(decide(reader, comment, "approve", token="held"), 403)
    problem(Program("write", user=mona()).get("moderation/held/"), 403)
    problem(decide(limited, comment, "pick", token="held"), 403)
    comment.refresh_from_db()
    assert comment.is_held


@pytest.mark.one_database
def test_queries_of_an_item_depend_on_no_number(program, post):
    comment, counts = a_comment(post), set()
    a_comment(post, "A reply.", parent=comment)
    for readers in (range(2), range(2, 9)):
        for number in readers:
            a_report(comment, by=f"reader{number}", note="So.")
            hold = Decision.objects.take("hold", comment, by=milo())
            hold.undo(by=milo())
        item(program, comment)
        with CaptureQueriesContext(connection) as queries:
            item(program, comment)
        counts.add(len(queries))
    assert len(counts) == 1, counts
