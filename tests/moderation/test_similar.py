"""Comments with similar words at the desk: how they were decided, sweeps and waves."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Comment
from moderation.models import ArchiveSearch, Batch, Likeness, ModeratorScope
from moderation.models.archive_search import STEP_SIZE
from moderation.similarity.filling import fill_newest
from moderation.similarity.search import MAX_PER_BAND
from tests.cast import a_comment, a_conversation, a_post, account, bob, milo, mona
from tests.moderation.deciding import a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status
WORDS = "Earn five hundred a day from home, ask me how, and tell all of your friends about it now."
NEAR = WORDS.replace("five hundred", "nine hundred")
FARTHER = "Earn a lot every day from home, ask me how, tell your mother and father about it now."
OTHER_WORDS = "The first frost came early this year, and the dahlias did not survive it."


@pytest.fixture
def desk(client):
    cache.clear()
    client.force_login(mona())
    return client


def at(name, pk, queue="heldcomment"):
    return reverse(f"admin:moderation_{queue}_{name}", args=[pk])


def decided(action, words=WORDS, post=None, *, by=None):
    """Return a comment that milo has decided on."""
    comment = a_comment(post or a_post(), words, by=by)
    decide(action, comment, by=milo(), ground=a_rule("spam") if action == "remove" else None)
    return comment


def held(words=WORDS, post=None):
    return a_comment(post or a_post(), words, status=S.HELD)


def alike(desk, comment):
    return desk.get(at("card", comment.pk)).context["card"].similar


# On the card


def test_a_card_shows_how_three_similar_comments_were_decided(desk):
    post = a_post("Frost")
    exact, near = decided("remove", post=post), decided("keep", NEAR, post)
    farthest = decided("remove", FARTHER, post)
    decided("remove", OTHER_WORDS, post)
    a_comment(post, WORDS)  # of which nobody has decided
    comment = held()
    fill_newest()
    page = desk.get(at("card", comment.pk))
    assert [each.comment for each in page.context["card"].similar.decided] == [
        exact,
        near,
        farthest,
    ]
    for label in ("The same words:", "Nearly the same words:", "Similar words:"):
        assert page.text.count(label) == 1
    assert f'href="{at("change", exact.pk)}"' in page.text
    assert page.text.count("<strong>Removed</strong>") == 2 and f"· {a_rule('spam')}" in page.text


def test_a_decision_that_was_undone_is_not_shown(desk):
    similar, comment = a_comment(a_post(), WORDS), held()
    decision = decide("remove", similar, by=milo(), ground=a_rule())
    assert [each.decision for each in alike(desk, comment).decided] == [decision]
    decision.undo(by=milo())
    assert alike(desk, comment).decided == []


def test_what_the_site_decided_by_itself_is_not_shown(desk):
    comment = held()
    decide("remove", a_comment(a_post(), WORDS), by=None, ground=a_rule())
    fill_newest()
    assert alike(desk, comment).decided == []


def test_a_comment_of_few_letters_is_like_no_other(desk):
    a_comment(a_post(), "Buy this now!")
    removed = decided("remove", "Buy this now!")
    assert alike(desk, held("Buy this now!")).decided == []
    ArchiveSearch.objects.begin(removed, by=mona()).run()
    assert desk.get(at("similar", removed.pk)).context["rows"] == []


@pytest.mark.one_database
def test_similar_comments_take_no_more_queries_the_more_there_are(desk):
    counts = []
    comment = held()
    for number in (1, 1, 6):
        for _number in range(number):
            decided("remove")
        with CaptureQueriesContext(connection) as queries:
            desk.get(at("card", comment.pk))
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_a_search_beside_many_copies_looks_at_some_of_them(desk):
    post, comment = a_post(), held()
    for copy in a_conversation(post, [None] * (MAX_PER_BAND + 5)):
        Comment.objects.filter(pk=copy.pk).update(body=WORDS, body_html=f"<p>{WORDS}</p>")
    fill_newest()
    decided("remove")
    assert len(alike(desk, comment).decided) == 1


@pytest.fixture
def scoped(desk):
    """Return the desk of mona, who looks after posts about tea alone; and such a post."""
    tea = a_post("Tea")
    tea.tag(["Tea"])
    scope = {"kind": ModeratorScope.Kind.TAG, "tag": tea.tags.get()}
    ModeratorScope.objects.create(user=mona(), **scope)
    return desk, tea


def test_a_moderator_with_a_scope_is_shown_nothing_outside_it(scoped):
    desk, tea = scoped
    outside = [decided("remove") for _number in range(3)]
    inside, comment = decided("remove", NEAR, tea), held(post=tea)
    published = [a_comment(post, WORDS, by=account("spammer")) for post in (tea, a_post())]
    wave = [a_comment(a_post(), WORDS, by=account(f"w{number}")) for number in range(3)]
    fill_newest()
    assert [each.comment for each in alike(desk, comment).decided] == [inside]
    assert alike(desk, comment).wave is None
    page = desk.get(at("similar", inside.pk))
    assert [row.comment for row in page.context["rows"]] == [published[0]]
    form = {"action": "spam", "before": page.context["before"]}
    form["comment"] = [each.pk for each in (*published, *wave)]
    Likeness.objects.filter(comment__in=[*published, *wave]).delete()  # as of an archive
    ArchiveSearch.objects.begin(inside, by=milo()).run()
    page = desk.get(at("similar", inside.pk))
    assert ": 1 similar comment." in page.text
    assert [row.comment for row in page.context["rows"]] == [published[0]]
    desk.post(at("similar", inside.pk), form)
    assert [item.comment_id for item in Batch.objects.get().items.all()] == [published[0].pk]
    assert desk.get(at("similar", outside[0].pk)).status_code == 404
    assert desk.post(at("search_archive", outside[0].pk)).status_code == 404


# Sweeps


def test_after_a_removal_similar_comments_are_removed_together(desk):
    removed, post = a_comment(a_post(), WORDS), a_post()
    same, near = a_comment(post, WORDS), a_comment(post, NEAR)
    other = a_comment(post, OTHER_WORDS)
    allowed, waiting = decided("keep"), held()
    decide("spam", removed, by=mona())
    fill_newest()
    url = at("similar", removed.pk)
    assert f'href="{url}"' in desk.get(at("card", waiting.pk)).text  # beside "Undo"
    page = desk.get(url)
    rows = {row.comment: row.is_ticked for row in page.context["rows"]}
    assert rows == {same: True, near: True, allowed: False}
    assert "Decided before: Kept by" in page.text
    assert page.text.count(" checked") == 2
    form = {"action": "spam", "before": page.context["before"], "comment": [same.pk, near.pk]}
    answer = desk.post(url, form)
    batch = Batch.objects.get()
    assert answer["Location"] == reverse("admin:moderation_batch_change", args=[batch.pk])
    batch.run()
    assert statuses(same, near, allowed, other) == [*[S.REMOVED] * 2, *[S.PUBLISHED] * 2]
    desk.post(reverse("admin:moderation_batch_undo", args=[batch.pk]))
    batch.run()
    assert statuses(same, near) == [S.PUBLISHED] * 2


def statuses(*comments):
    return [Comment.objects.get(pk=comment.pk).status for comment in comments]


@pytest.mark.one_database
def test_a_sweep_without_ticks_or_a_ground_is_refused_with_its_ticks(desk):
    removed, same = decided("remove"), a_comment(a_post(), WORDS)
    fill_newest()
    url = at("similar", removed.pk)
    before = desk.get(url).context["before"]
    unticked = desk.post(url, {"action": "spam", "before": before})
    assert unticked.status_code == 422 and "Tick at least one comment." in unticked.text
    assert " checked" not in unticked.text
    form = {"action": "take_down", "ground": "", "before": before, "comment": same.pk}
    groundless = desk.post(url, form)
    assert groundless.status_code == 422 and " checked" in groundless.text
    assert not Batch.objects.exists()


def test_a_comment_that_was_changed_since_the_list_is_left_alone(desk):
    removed, same = decided("remove"), a_comment(a_post(), WORDS)
    fill_newest()
    url = at("similar", removed.pk)
    before = desk.get(url).context["before"]
    same.edit(OTHER_WORDS)
    desk.post(url, {"action": "spam", "before": before, "comment": same.pk})
    assert not Batch.objects.get().items.exists()


def test_the_archive_is_searched_in_steps_and_found_comments_are_listed(desk):
    post = a_post()
    old = [a_comment(post, words) for words in (WORDS, NEAR, OTHER_WORDS)]
    moment = timezone.now() - timedelta(days=400)
    Comment.objects.update(created=moment, published_at=moment, status_since=moment)
    removed = decided("remove")
    fill_newest()
    url = at("similar", removed.pk)
    assert desk.get(url).context["rows"] == []
    desk.post(at("search_archive", removed.pk))
    desk.post(at("search_archive", removed.pk))  # pressed twice
    search = ArchiveSearch.objects.get()
    assert not search.is_over
    search.step(size=2)
    assert (search.position, search.keys) == (old[1].pk, [old[0].pk, old[1].pk])
    page = desk.get(url)
    assert "<progress" in page.text and "2 similar comments so far" in page.text
    answer = desk.post(at("card_search_step", removed.pk))
    assert "2 similar comments." in answer.text and "<progress" not in answer.text
    page = desk.get(url)
    assert [row.comment for row in page.context["rows"]] == old[:2]
    assert STEP_SIZE > 2 and not Likeness.objects.filter(comment__in=old).exists()


# Waves


def a_wave(authors, *, hours=0, post=None):
    post = post or a_post()
    return [a_comment(post, WORDS, by=account(f"w{number}")) for number in range(authors)]


def test_the_same_words_by_three_people_within_an_hour_are_one_wave(desk):
    comment, wave = held(), a_wave(2)
    earlier = a_comment(a_post(), WORDS, by=bob())
    two_hours_ago = timezone.now() - timedelta(hours=2)
    Comment.objects.filter(pk=earlier.pk).update(created=two_hours_ago)
    fill_newest()
    page = desk.get(at("card", comment.pk))
    assert "A wave: 3 comments with these words by 3 people within an hour." in page.text
    url = f"{at('similar', comment.pk)}?of=wave"
    assert f'href="{url}"' in page.text
    together = desk.get(url)
    assert [row.comment for row in together.context["rows"]] == [comment, *wave]
    form = {"action": "spam", "before": together.context["before"]}
    desk.post(url, form | {"comment": [each.pk for each in (comment, *wave)]})
    batch = Batch.objects.get()
    batch.run()
    assert statuses(comment, *wave, earlier) == [S.REJECTED, S.REMOVED, S.REMOVED, S.PUBLISHED]
    batch.undo(by=mona())
    batch.run()
    assert statuses(comment, *wave) == [S.HELD, S.PUBLISHED, S.PUBLISHED]


def test_two_people_or_one_person_again_and_again_are_no_wave(desk):
    comment, post = held(), a_post()
    a_wave(1)
    for _number in range(4):
        a_comment(post, WORDS)
    fill_newest()
    assert alike(desk, comment).wave is None
