"""Which comments have a fingerprint: those of 90 days, and those that moderators decided on."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.privacy import end_old_data
from comments.models import Comment
from moderation.models import Decision, Likeness
from moderation.models.likeness import BAND_COLUMNS
from moderation.similarity import filling
from moderation.similarity.filling import fill_newest
from moderation.similarity.fingerprint import bands_of
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_rule, decide

pytestmark = pytest.mark.django_db

WORDS = "The first frost came early this year, and the dahlias did not survive it."
OTHER_WORDS = "Has anybody tried to lift the tubers and store them in dry sand until April?"


def grow_old(comment, days):
    moment = timezone.now() - timedelta(days=days)
    Comment.objects.filter(pk=comment.pk).update(created=moment)


def stored_bands(comment):
    return list(Likeness.objects.values_list(*BAND_COLUMNS).get(comment=comment))


def decided():
    return dict(Likeness.objects.values_list("comment", "is_decided"))


def remove(comment):
    return decide("remove", comment, by=mona(), ground=a_rule())


def test_new_comments_get_a_fingerprint_within_a_round():
    post = a_post()
    comment, short = a_comment(post, f"*{WORDS}*"), a_comment(post, "Thank you, so much!")
    fill_newest()
    assert stored_bands(comment) == bands_of(WORDS)
    assert decided() == {comment.pk: False}
    assert not Likeness.objects.filter(comment=short).exists()
    assert fill_newest() == 0


def test_comments_with_few_letters_keep_no_others_from_a_fingerprint(monkeypatch):
    monkeypatch.setattr(filling, "PER_ROUND", 3)
    post = a_post()
    for number in range(3):
        a_comment(post, f"I agree with you! ({number})")
    comment = a_comment(post, WORDS)
    fill_newest()
    assert stored_bands(comment) == bands_of(WORDS)


def test_changed_words_get_another_fingerprint_at_once():
    comment = a_comment(a_post(), WORDS)
    fill_newest()
    comment.edit(OTHER_WORDS)
    assert stored_bands(comment) == bands_of(OTHER_WORDS)
    comment.add(WORDS)
    assert stored_bands(comment) == bands_of(f"{OTHER_WORDS} {WORDS}")


def test_words_that_became_too_few_have_no_fingerprint_any_more():
    comment = a_comment(a_post(), WORDS)
    fill_newest()
    comment.edit("I take it back.")
    assert decided() == {}


def test_erased_words_have_no_fingerprint_any_more():
    comment = a_comment(a_post(), WORDS)
    remove(comment)
    comment.erase()
    assert decided() == {}
    assert fill_newest() == 0


def test_a_decided_comment_keeps_its_fingerprint_until_it_is_undone():
    post = a_post()
    old, older, undecided = (a_comment(post, WORDS) for _number in range(3))
    fill_newest()
    decision = remove(old)
    decide("keep", older, by=mona())
    for comment in (old, older, undecided):
        grow_old(comment, 91)
    assert dict(end_old_data())["Fingerprints of old comments dropped"] == 1
    assert decided() == {old.pk: True, older.pk: True}
    decision.undo(by=mona())
    assert decided() == {old.pk: False, older.pk: True}
    list(end_old_data())
    assert decided() == {older.pk: True}
    assert fill_newest() == 0


def test_only_what_moderators_decide_counts_as_decided():
    held, removed = (a_comment(a_post(), WORDS) for _number in range(2))
    Decision.objects.take("hold", held, by=mona())
    Decision.objects.take("remove", removed, ground=a_rule())  # by the site itself
    fill_newest()
    assert decided() == {held.pk: False, removed.pk: False}


def test_the_command_fills_in_what_lacks_and_can_be_repeated():
    post = a_post()
    comments = {days: a_comment(post, WORDS) for days in (1, 91, 92)}
    remove(comments[92])
    Likeness.objects.all().delete()
    for days, comment in comments.items():
        grow_old(comment, days)
    answer = io.StringIO()
    call_command("fill_likeness", stdout=answer)
    assert decided() == {comments[1].pk: False, comments[92].pk: True}
    call_command("fill_likeness", stdout=answer)
    assert [line.split()[0] for line in answer.getvalue().splitlines()] == ["2", "0"]
