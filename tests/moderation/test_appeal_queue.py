"""The queue of appeals at the desk: who finds what in it, and what an answer does."""

import pytest
from django.test import Client
from django.urls import reverse

from comments.models import Comment
from moderation.models import Appeal, Decision, ModeratorScope
from tests.cast import a_comment, a_post, an_owner, bob, edda, milo, mona
from tests.moderation.deciding import a_rule
from tests.moderation.test_appeals import a_dismissed_notice, appealed, decidable

pytestmark = pytest.mark.django_db

S = Comment.Status


def to(name, *args):
    return reverse(f"admin:moderation_appeal_{name}", args=args)


def desk_of(user):
    browser = Client()
    browser.force_login(user)
    return browser


def answered(appeal, answer="overturn", by=milo, words="It quotes somebody.", **fields):
    path = to("card_answer", appeal.pk)
    return desk_of(by()).post(path, {"answer": answer, "words": words} | fields)


@pytest.mark.one_database
def test_an_appeal_is_offered_to_all_but_the_first_moderator():
    appeal = appealed(text="It was a <quotation>.")
    for user, number in ((mona(), 0), (milo(), 1), (an_owner(), 1)):
        desk = desk_of(user)
        home = {
            str(queue.title): queue.count.number for queue in desk.get("/admin/").context["queues"]
        }
        assert home["Appeals"] == number
        page = desk.get(to("changelist"))
        assert ("It was a &lt;quotation&gt;." in page.text) == bool(number)
        for name in ("change", "card", "next", "card_previous"):
            assert (desk.get(to(name, appeal.pk)).status_code == 200) == bool(number), name
    assert answered(appeal, by=mona).status_code == 404
    assert desk_of(edda()).get(to("changelist")).status_code == 403
    assert Appeal.objects.get().is_open


@pytest.mark.one_database
def test_the_card_has_all_that_an_answer_needs():
    comment = a_comment(a_post("The first frost"), "You are <fools>.", by=bob())
    appeal = appealed(comment=comment)
    page = desk_of(milo()).get(to("change", appeal.pk)).text
    for part in ("It was a quotation.", "You are &lt;fools&gt;.", "The first frost", "Mona"):
        assert part in page
    assert a_rule().title in page.replace("&#x27;", "'")
    assert 'dir="auto">You are' in page  # no line of its own before the words
    assert page.count("<strong>Removed</strong> by Mona") == 1 and "Decided before" not in page
    assert 'id="nav-sidebar"' not in page  # as in the other queues
    for key in ("w", "p", "o", "j", "k", "?", "1"):
        assert f'data-key="{key}"' in page


@pytest.mark.parametrize("is_partial", [False, pytest.param(True, marks=pytest.mark.one_database)])
def test_answers_lead_to_the_next_appeal_until_none_waits(is_partial):
    first, second = appealed(), appealed()
    desk, route = desk_of(milo()), "card_answer" if is_partial else "answer"
    sent = {"answer": "overturn", "words": "It <quotes>."}
    response = desk.post(to(route, first.pk), sent, follow=True)
    assert response.context["card"].appeal == second
    assert "Appeal granted: alice" in response.text.replace("Alice", "alice")
    response = desk.post(to(route, second.pk), sent | {"answer": "uphold"}, follow=True)
    assert "All done" in response.text and "Upheld on appeal" in response.text
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("overturned", "upheld")
    assert (first.words, first.answer.by) == ("It <quotes>.", milo())
    statuses = Comment.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == [S.PUBLISHED, S.REMOVED]


@pytest.mark.one_database
@pytest.mark.parametrize(
    "sent", [{"words": ""}, {"words": " \n"}, {"words": "x" * 2_001}, {"answer": "eat"}]
)
def test_an_answer_needs_a_reason_and_gives_the_text_back(sent):
    appeal = appealed()
    response = answered(appeal, **sent)
    assert response.status_code == 422 and 'role="alert"' in response.text
    assert sent.get("words", "It quotes somebody.").strip() in response.text
    assert Appeal.objects.get().is_open and Decision.objects.count() == 1


@pytest.mark.one_database
def test_the_second_of_two_moderators_learns_who_was_first():
    appeal = appealed()
    assert answered(appeal).status_code == 200
    late = answered(appeal, "uphold", by=an_owner)
    assert late.status_code == 409 and "Milo was first" in late.text
    assert Appeal.objects.get().status == "overturned" and Decision.objects.count() == 2


def test_an_answer_is_undone_by_one_key_and_waits_again():
    appeal = appealed()
    answered(appeal)
    desk = desk_of(milo())
    page = desk.get(to("changelist"))
    last = page.context["last"]
    assert last.answered_appeal == appeal and 'data-key="u"' in page.text
    response = desk.post(to("card_undo"), {"decision": last.pk})
    assert response.status_code == 200 and "Undone" in response.text
    assert Appeal.objects.get().is_open and Comment.objects.get().status == S.REMOVED
    assert desk_of(mona()).post(to("undo"), {"decision": last.pk}).status_code == 404


def test_a_dismissed_notice_is_overturned_on_the_ground_that_is_chosen():
    report = a_dismissed_notice()
    appeal = Appeal.objects.file(report.decision, "Look at the law.", report=report)
    page = desk_of(milo()).get(to("change", appeal.pk)).text
    for part in (report.reference, "Look at the law.", "It is forbidden.", "Overturn: remove it"):
        assert part in page
    answered(appeal, ground=a_rule("threat").pk)
    assert Comment.objects.get().status == S.REMOVED
    assert Appeal.objects.get().answer.house_rule == a_rule("threat")


def test_a_moderator_with_a_scope_finds_no_appeal_outside_it():
    appeal = appealed()
    ModeratorScope.objects.create(user=milo(), kind="author", author=bob())
    desk = desk_of(milo())
    assert "Nothing waits here" in desk.get(to("changelist")).text
    assert desk.get(to("change", appeal.pk)).status_code == 404
    assert answered(appeal).status_code == 404


def many_appeals(count):
    """Store appeals against mona's removals of so many comments at once."""
    post = a_post()
    comments = [a_comment(post) for _ in range(count)]
    Comment.objects.update(status=S.REMOVED)
    columns = {"action": "remove", "source": "own", "by": mona(), "house_rule": a_rule()}
    columns |= {"status_before": S.PUBLISHED, "status_after": S.REMOVED}
    removals = Decision.objects.bulk_create(
        Decision(comment=comment, person=comment.author, **columns) for comment in comments
    )
    return Appeal.objects.bulk_create(Appeal(decision=each, text="Why?") for each in removals)


def test_the_list_of_appeals_goes_on_from_any_of_them():
    appeals = many_appeals(23)
    desk = desk_of(milo())
    rows = desk.get(to("changelist")).context["rows"]
    assert [row[0] for row in rows] == appeals[:20]
    rows = desk.get(to("items"), {"at": appeals[19].pk}).context["rows"]
    assert [row[0] for row in rows] == appeals[19:]
    following = desk.get(to("card_next", appeals[19].pk)).context["card"].appeal
    before = desk.get(to("card_previous", appeals[19].pk)).context["card"].appeal
    assert (following, before) == (appeals[20], appeals[18])
    assert "last one" in desk.get(to("next", appeals[22].pk)).text
    assert len(decidable(milo())) == 23
