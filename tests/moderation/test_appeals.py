"""Appeals: who decides them, and that the overturned decision leaves no trace."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.mail.delivery import send_due
from accounts.models import Person
from comments.models import Comment, InvalidTransition
from moderation.models import (
    AlreadyDecided,
    Appeal,
    AuthorWarning,
    Ban,
    CannotAppeal,
    Case,
    Decision,
    ModeratorScope,
    NotForYou,
    Outdated,
    Report,
)
from posts.models import Post
from tests.accounts.outbox import let_pass, make_due
from tests.cast import a_comment, a_post, account, alice, an_owner, bob, edda, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status
LAW = {"explanation": "It is forbidden.", "location": "https://x.example", "name": "Rosa"}
NOTICE = {"reason": "illegal", "email": "rosa@soundoff.example"} | {
    "legal_notice": LAW | {"in_good_faith": True}
}


def take(action, comment, by=mona):
    return decide(action, comment, by=by(), ground=None if action == "spam" else a_rule())


def appealed(action="remove", comment=None, text="It was a quotation."):
    return Appeal.objects.file(take(action, comment or a_comment(a_post())), text)


def a_dismissed_notice(comment=None):
    comment = comment or a_comment(a_post())
    report = a_report(comment, **NOTICE)
    take("keep", comment)
    return Report.objects.get(pk=report.pk)


def decidable(user):
    return set(Appeal.objects.decidable_by(user))


def age(appeal, **time):
    Appeal.objects.filter(pk=appeal.pk).update(created=timezone.now() - timedelta(**time))


def picture(post):
    """Return what readers get of a conversation, in pages, counts, feeds and search."""
    post.refresh_from_db()
    newest = {"v": post.version}
    urls = [post.get_absolute_url(), f"{post.get_absolute_url()}feed/", "/comments/feed/", "/"]
    pages = [
        Client().get(url, newest).content.replace(str(post.version).encode(), b"") for url in urls
    ]
    hits = Client().get("/search/", {"q": "quotation"}).content
    trees = Comment.objects.order_by("pk").values_list("pk", "number", "reply_count", "lft", "rght")
    return pages, hits, post.comment_count, list(trees)


# Overturned


@pytest.mark.parametrize("action", ["remove", pytest.param("spam", marks=pytest.mark.one_database)])
def test_an_overturned_removal_leaves_the_conversation_as_it_was(action):
    post = a_post()
    a_comment(post, "First.", by=bob())
    comment = a_comment(post, "A quotation.")
    a_comment(post, "I agree.", by=bob(), parent=comment)
    a_comment(post, "Last.", by=bob())
    before = picture(post)
    appeal = appealed(action, comment)
    assert picture(post)[:2] != before[:2]
    answer = appeal.overturn(by=milo(), words="It quotes somebody.")
    assert picture(post) == before
    assert (answer.by, answer.source, answer.status_after) == (milo(), "appeal", "published")
    appeal.refresh_from_db()
    assert (appeal.status, appeal.answer) == ("overturned", answer)
    assert Decision.objects.verdict(comment) == answer


@pytest.mark.one_database
def test_an_overturned_rejection_publishes_the_comment():
    comment = a_comment_that_is(S.HELD)
    appealed("reject", comment).overturn(by=milo(), words="Fine.")
    comment.refresh_from_db()
    assert comment.is_published and comment.number == 1


@pytest.mark.one_database
def test_reports_of_an_overturned_decision_end_dismissed():
    comment = a_comment(a_post())
    report = a_report(comment)
    appeal = appealed("remove", comment)
    answer = appeal.overturn(by=milo(), words="Fine.")
    report.refresh_from_db()
    assert (report.status, report.decision) == ("dismissed", answer)
    assert not Case.objects.exists()
    assert [(r["upheld"], r["dismissed"]) for r in Report.objects.records()] == [(0, 1)]


def test_an_overturned_ban_or_warning_ends():
    comment = a_comment(a_post())
    appealed("ban", comment).overturn(by=milo(), words="Fine.")
    appealed("warn", comment).overturn(by=milo(), words="Fine.")
    assert not Ban.objects.running().exists()
    assert not AuthorWarning.objects.unacknowledged(comment.author).exists()
    assert Comment.objects.get().is_published


def test_an_overturned_dismissal_removes_the_comment_and_corrects_the_record():
    report = a_dismissed_notice()
    appeal = Appeal.objects.file(report.decision, "Look again.", report=report)
    answer = appeal.overturn(by=milo(), words="You are right.")
    report.refresh_from_db()
    assert (report.status, report.decision) == ("upheld", answer)
    assert Comment.objects.get().status == S.REMOVED
    assert answer.house_rule.rule.code == "illegal"
    answer.undo(by=milo())
    report.refresh_from_db()
    assert (report.status, Comment.objects.get().status) == ("dismissed", S.PUBLISHED)
    assert Appeal.objects.get().is_open


def test_an_upheld_decision_stays_in_force_and_is_final():
    appeal = appealed()
    answer = appeal.uphold(by=milo(), words="It goes against a person.")
    assert (answer.action, answer.house_rule) == ("uphold", appeal.decision.house_rule)
    assert Comment.objects.get().status == S.REMOVED
    assert Decision.objects.verdict(Comment.objects.get()) == appeal.decision
    with pytest.raises(CannotAppeal, match="already"):
        Appeal.objects.file(appeal.decision, "Again.")


def test_an_undone_answer_lets_the_appeal_wait_again():
    appeal = appealed()
    for answer in ("overturn", "uphold"):
        getattr(Appeal.objects.get(), answer)(by=milo(), words="So.").undo(by=milo())
        assert decidable(milo()) == {appeal}
        assert Comment.objects.get().status == S.REMOVED


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["reportedcomment_decide", "reportedcomment_undo"])
def test_a_moderator_puts_no_own_comment_back_that_another_removed(client, path):
    comment = a_comment(a_post(), by=mona())
    removal = take("remove", comment, by=milo)
    client.force_login(mona())
    is_undo = path.endswith("undo")
    url = reverse(f"admin:moderation_{path}", args=[] if is_undo else [comment.pk])
    token = Decision.objects.state_token(comment)
    sent = {"decision": removal.pk, "action": "let_stand", "state_token": token}
    refused = client.post(url, sent)
    assert refused.status_code == 409 and "your own" in refused.text
    assert Comment.objects.get().status == S.REMOVED


@pytest.mark.parametrize("answer", ["overturn", "uphold"])
def test_the_first_moderator_cannot_undo_the_answer_to_the_appeal(client, answer):
    appeal = appealed()
    reply = getattr(appeal, answer)(by=milo(), words="So.")
    client.force_login(mona())
    url = reverse("admin:moderation_heldcomment_undo")
    refused = client.post(url, {"decision": reply.pk})
    assert refused.status_code == 409 and "against your decision" in refused.text
    assert Appeal.objects.get().answer == reply
    assert Comment.objects.get().is_published == (answer == "overturn")


@pytest.mark.one_database
def test_the_first_moderator_does_not_remove_the_restored_words_again(client):
    comment = a_comment(a_post(), "A quotation.")
    appealed("remove", comment).overturn(by=milo(), words="It quotes <somebody>.")
    client.force_login(mona())
    card = reverse("admin:moderation_reportedcomment_card", args=[comment.pk])
    warning = client.get(card).text
    assert "Put back on an appeal" in warning and "It quotes &lt;somebody&gt;." in warning
    comment.refresh_from_db()
    for action in ("take_down", "spam"):
        token = Decision.objects.state_token(comment)
        sent = {"action": action, "ground": a_rule().pk, "state_token": token}
        path = reverse("admin:moderation_reportedcomment_card_decide", args=[comment.pk])
        refused = client.post(path, sent)
        assert refused.status_code == 409 and "somebody else has to take it down" in refused.text
    assert Comment.objects.get().is_published
    take("hold", comment)  # until somebody else has looked
    take("take_down", comment, by=milo)
    assert Comment.objects.get().status == S.REMOVED


def test_other_words_or_the_lack_of_anybody_else_let_the_first_moderator_remove():
    comment = a_comment(a_post(), "A quotation.")
    appealed("remove", comment).overturn(by=milo(), words="Fine.")
    type(milo()).objects.filter(pk=milo().pk).update(is_active=False)
    take("remove", comment).undo(by=mona())
    type(milo()).objects.filter(pk=milo().pk).update(is_active=True)
    with pytest.raises(InvalidTransition, match="somebody else"):
        take("remove", comment)
    comment.edit("A curse.")
    take("remove", comment)
    assert Comment.objects.get().status == S.REMOVED


# What cannot be appealed against


def test_each_decision_is_appealed_against_once_and_by_its_author():
    decision = appealed().decision
    with pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.create(decision=decision, text="Again.")
    with pytest.raises(CannotAppeal, match="Nothing was taken"):
        Appeal.objects.file(take("keep", a_comment(a_post())), "Why?")


def test_an_undone_or_replaced_decision_cannot_be_appealed_against():
    comment = a_comment(a_post())
    undone = take("remove", comment)
    undone.undo(by=mona())
    with pytest.raises(CannotAppeal, match="taken back"):
        Appeal.objects.file(undone, "Why?")
    first = take("remove", comment)
    take("restore", comment)
    take("remove", comment)
    with pytest.raises(CannotAppeal, match="no longer in force"):
        Appeal.objects.file(first, "Why?")
    ban = take("ban", comment).bans.get()
    ban.lift(by=mona())
    with pytest.raises(CannotAppeal, match="no longer in force"):
        Appeal.objects.file(ban.decision, "Why?")


def test_an_appeal_comes_within_six_months(monkeypatch):
    decision = take("remove", a_comment(a_post()))
    late = timezone.now() + timedelta(days=185)
    monkeypatch.setattr("django.utils.timezone.now", lambda: late)
    with pytest.raises(CannotAppeal, match="six months"):
        Appeal.objects.file(decision, "Why?")


def test_each_side_appeals_once_about_a_comment_that_was_decided_on_appeal():
    report = a_dismissed_notice()
    first = Appeal.objects.file(report.decision, "Look.", report=report)
    removal = first.overturn(by=milo(), words="Yes.")
    second = Appeal.objects.file(removal, "I was never asked.")
    restored = second.overturn(by=mona(), words="Right.")
    report.refresh_from_db()
    with pytest.raises(CannotAppeal, match="final"):
        Appeal.objects.file(restored, "But.", report=report)


def test_an_appeal_needs_no_answer_once_its_decision_is_gone():
    appeal = appealed()
    appeal.decision.undo(by=mona())
    assert decidable(milo()) == set() and Appeal.objects.get().is_moot
    with pytest.raises(Outdated):
        appeal.uphold(by=milo(), words="So.")


# Who decides


def test_nobody_decides_about_their_own_decision():
    appeal = appealed()
    assert decidable(mona()) == set() and decidable(milo()) == {appeal}
    with pytest.raises(NotForYou):
        appeal.overturn(by=mona(), words="So.")
    age(appeal, days=2)
    assert decidable(mona()) == set()


def test_an_owner_decides_where_there_is_one_moderator():
    appeal = appealed()
    assert decidable(an_owner()) == {appeal} and decidable(mona()) == set()


def test_the_only_one_who_works_here_decides_after_a_day():
    appeal = appealed(comment=a_comment(a_post()))
    Appeal.objects.update(created=timezone.now())
    owner = mona()
    edda()  # may decide nothing
    assert decidable(owner) == set()
    with pytest.raises(NotForYou):
        appeal.uphold(by=owner, words="So.")
    age(appeal, hours=25)
    appeal.uphold(by=owner, words="So.")
    appeal.refresh_from_db()
    assert appeal.is_answered_by_same_person
    assert list(Appeal.objects.answered_by_same_person()) == [appeal]
    assert "who had decided before also decided" in appeal.explanation


def test_a_colleague_with_another_scope_does_not_count():
    appeal = appealed()
    age(appeal, days=2)
    scope = ModeratorScope.objects.create(user=milo(), kind="author", author=bob())
    assert decidable(milo()) == set() and decidable(mona()) == {appeal}
    scope.author = edda()  # who wrote the post
    scope.save()
    fresh = type(milo()).objects.get(pk=milo().pk)
    assert decidable(fresh) == {appeal} and decidable(mona()) == set()


def test_nobody_decides_about_an_appeal_of_their_own():
    own = a_comment(a_post(), by=milo())
    appeal = appealed(comment=own)
    report = a_report(a_comment(a_post()), Person.objects.of(milo()), **NOTICE)
    take("keep", report.comment)
    report.refresh_from_db()
    other = Appeal.objects.file(report.decision, "Look again.", report=report)
    assert decidable(milo()) == set()
    assert decidable(account("otto", "Moderators")) == {appeal, other}


def test_of_two_answers_to_an_appeal_the_second_learns_about_the_first():
    appeal = appealed()
    again = Appeal.objects.get()
    answer = appeal.uphold(by=milo(), words="So.")
    with pytest.raises(AlreadyDecided) as error:
        again.overturn(by=an_owner(), words="No.")
    assert error.value.decision == answer and Comment.objects.get().status == S.REMOVED


# Mail


@pytest.mark.one_database
def test_both_sides_get_the_result_of_an_appeal_once(django_capture_on_commit_callbacks):
    comment = a_comment(a_post("The first frost"))
    a_report(comment, email="rosa@soundoff.example")
    with django_capture_on_commit_callbacks(execute=True):
        decision = take("remove", comment)
    assert f"appeal/?decision={decision.pk}" in mail.outbox[0].body
    appeal = Appeal.objects.file(decision, "It was a quotation.")
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        appeal.overturn(by=milo(), words="It quotes <somebody>.")
    let_pass(days=2)  # a reporter gets one outcome a day
    texts = {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}
    assert len(mail.outbox) == 2
    assert "You were right" in texts["alice@soundoff.example"]
    assert "It quotes <somebody>." in texts["alice@soundoff.example"]
    assert "may stay after all" in texts["rosa@soundoff.example"]
    assert "quotes" not in texts["rosa@soundoff.example"]
    for text in texts.values():
        assert "mona" not in text.lower() and "milo" not in text.lower()


def test_a_reporter_and_an_author_learn_that_a_dismissal_was_overturned(
    django_capture_on_commit_callbacks,
):
    comment = a_comment(a_post())
    other = a_report(comment, "ines", email="ines@soundoff.example")
    report = a_dismissed_notice(comment)
    appeal = Appeal.objects.file(report.decision, "Look again.", report=report)
    let_pass(hours=1)
    mail.outbox.clear()
    with django_capture_on_commit_callbacks(execute=True):
        appeal.overturn(by=milo(), words="You are right.")
    subjects = {message.to[0]: message.subject for message in mail.outbox}
    assert "ines@soundoff.example" not in subjects  # a reporter gets one outcome a day
    let_pass(days=2)
    to_other = [m.body for m in mail.outbox if m.subject.endswith(other.reference)]
    assert sum("should not stand here after all" in body for body in to_other) == 1
    assert subjects == {
        "rosa@soundoff.example": f"You were right about {report.reference}",
        "alice@soundoff.example": "Your comment was removed",
    }


@pytest.mark.one_database
def test_an_upheld_decision_is_mailed_to_the_author(
    django_capture_on_commit_callbacks,
):
    appeal = appealed()
    with django_capture_on_commit_callbacks(execute=True):
        appeal.uphold(by=milo(), words="It goes against a person.")
    (message,) = mail.outbox[-1:]
    assert "the decision stays" in message.subject and "against a person" in message.body


@pytest.mark.one_database
def test_an_answer_undone_at_once_sends_no_mail(settings):
    settings.SERVING = True
    appeal = appealed()
    appeal.uphold(by=milo(), words="So.").undo(by=milo())
    make_due()
    send_due()
    assert [m.subject for m in mail.outbox] == ["Your comment was removed"]


# What is stored


def test_erasing_a_comment_or_closing_an_account_empties_its_appeals():
    appeal = appealed()
    appeal.uphold(by=milo(), words="You wrote: fools.")
    Comment.objects.get().erase()
    appeal.refresh_from_db()
    assert (appeal.text, appeal.words, appeal.status) == ("", "", "upheld")
    other = appealed(comment=a_comment(Post.objects.get()))
    alice().erase(keeps_comments=True)
    other.refresh_from_db()
    assert other.text == ""


def test_a_reporter_erases_what_they_wrote_in_an_appeal():
    report = a_dismissed_notice()
    appeal = Appeal.objects.file(report.decision, "Look again.", report=report)
    report.contents.erase()
    appeal.refresh_from_db()
    assert appeal.text == ""
