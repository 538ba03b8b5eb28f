"""Queues: order, paging by key, search, and a capped count."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from comments.models.comment import LONG_SILENCE_DAYS
from moderation import queues
from moderation.models import Decision, HeldComment, Report, ReportedComment, WokenThread
from moderation.queues import Queue
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_report, a_rule, decide

pytestmark = pytest.mark.django_db

S = Comment.Status
MODELS = [HeldComment, ReportedComment, WokenThread]


@pytest.fixture
def waiting(request):
    """Fill the queue of the model asked for with eleven items; give their keys in its order."""
    model, post = request.param, a_post()
    pks = [fill(model, post, number) for number in range(11)]
    return model, {HeldComment: pks, ReportedComment: by_urgency(pks), WokenThread: pks}[model]


def fill(model, post, number):
    held = model is HeldComment
    comment = a_comment(post, f"Item {number}.", status=S.HELD if held else S.PUBLISHED)
    moment = timezone.now() - timedelta(hours=20 - number)
    if model is HeldComment:
        Comment.objects.filter(pk=comment.pk).update(status_since=moment)
    elif model is WokenThread:
        Comment.objects.filter(pk=comment.pk).update(created=moment, quiet_days=LONG_SILENCE_DAYS)
    else:
        a_report(comment, reason="threat" if number % 3 == 0 else "spam")
    return comment.pk


def by_urgency(pks):
    return pks[::3] + [pk for number, pk in enumerate(pks) if number % 3]


def keys(page):
    return [item.pk for item in page.items]


@pytest.mark.parametrize("waiting", MODELS, indirect=True)
def test_a_queue_is_walked_forwards_and_backwards_in_the_same_order(waiting):
    model, order = waiting
    queue, walked = Queue(model), []
    page = queue.page(size=4)
    assert not page.has_before
    while True:
        walked += keys(page)
        if not page.has_after:
            break
        page = queue.page(after=page.items[-1].pk, size=4)
    assert walked == order
    back = queue.page(last=True, size=4)
    assert (keys(back), back.has_after, back.has_before) == (order[-4:], False, True)
    before = queue.page(before=back.items[0].pk, size=4)
    assert (keys(before), before.has_after, before.has_before) == (order[-8:-4], True, True)
    assert keys(queue.page(before=order[0], size=4)) == []


@pytest.mark.parametrize("waiting", MODELS, indirect=True)
def test_after_a_decided_item_comes_the_first_page(waiting):
    model, order = waiting
    queue = Queue(model)
    assert keys(queue.page(after=order[3], size=1)) == [order[4]]
    decide("take_down", Comment.objects.get(pk=order[0]), by=mona(), ground=a_rule())
    assert keys(queue.page(after=order[0], size=1)) == [order[1]]
    assert order[0] not in keys(queue.page())


@pytest.mark.parametrize("waiting", MODELS, indirect=True)
def test_the_count_of_a_queue_stops_at_its_cap(waiting, monkeypatch):
    model, order = waiting
    assert str(Queue(model).count) == "11"
    monkeypatch.setattr(queues, "MAX_COUNT", 10)
    assert (str(Queue(model).count), Queue(model).count.is_more) == ("10+", True)


@pytest.mark.one_database
@pytest.mark.parametrize("waiting", MODELS, indirect=True)
def test_a_page_of_a_queue_needs_a_few_queries(waiting, django_assert_num_queries):
    with django_assert_num_queries(1):
        for item in Queue(waiting[0]).page().items:
            assert item.post.title and str(item.author)


def test_a_queue_without_items_has_an_empty_page():
    queue = Queue(HeldComment)
    assert (keys(queue.page()), str(queue.count), queue.oldest_age) == ([], "0", None)
    assert keys(queue.page(after=1)) == keys(queue.page(last=True)) == []


def test_the_age_of_an_item_counts_from_when_it_began_to_wait():
    comment = a_comment(a_post())
    Comment.objects.update(created=timezone.now() - timedelta(days=3000))
    comment.hold()
    assert Queue(HeldComment).oldest_age < timedelta(minutes=5)


@pytest.mark.parametrize("waiting", MODELS, indirect=True)
@pytest.mark.parametrize(
    "action", [pytest.param("let_stand", marks=pytest.mark.one_database), "spam"]
)
def test_an_undone_item_returns_to_its_place_in_the_queue(waiting, action):
    model, order = waiting
    oldest = Queue(model).oldest_age
    decision = decide(action, Comment.objects.get(pk=order[0]), by=mona())
    assert keys(Queue(model).page()) == order[1:]
    decision.undo(by=mona())
    assert keys(Queue(model).page()) == order
    assert Queue(model).oldest_age >= oldest


def test_a_thread_answered_late_waits_until_a_moderator_looked():
    comment = a_comment(a_post())
    assert not WokenThread.objects.exists()
    Comment.objects.update(quiet_days=LONG_SILENCE_DAYS)
    assert WokenThread.objects.get().pk == comment.pk
    Decision.objects.take("keep", comment, by=mona())
    assert not WokenThread.objects.exists()


def test_a_comment_deleted_by_its_author_leaves_the_queue():
    comment = a_comment(a_post())
    a_report(comment)
    comment.withdraw()
    assert Report.objects.open().exists() and not ReportedComment.objects.exists()


# Search

SAID = {
    "garden": "The garden is white this morning.",
    "cafe": "Le café, it's CLOSED on Mondays; see https://inn.example/hours.",
    "odd": "Ünïcode 寒い朝 and snake_case, 100% sure\\ 'quoted' \"twice\".",
}
FOUND = {
    "garden": "garden",
    "GARD": "garden",
    "white morning": "garden",
    "café": "cafe",
    "it's closed": "cafe",
    "inn.example": "cafe",
    "Ünïcode": "odd",
    "寒い朝": "odd",
    "snake_case": "odd",
    "100%": "odd",
    "'quoted'": "odd",
    'twice".': "odd",
    "zoe@mail.example garden": "garden",
    "wendela garden": "garden",
}
LOST = [
    "arden",
    "xylophone",
    "garden xylophone",
    "!!!",
    '"',
    "' OR 1=1",
    "*",
    "a:b & !c",
    "%",
    "\\",
]


@pytest.fixture(params=["through the index", "in the queue's order"])
def comment_keys(request, monkeypatch):
    if request.param == "in the queue's order":
        monkeypatch.setattr("comments.staff_search.MAX_KEYS", 0)
    post = a_post()
    details = {"status": S.HELD, "name": "Wendela", "email": "zoe@mail.example"}
    return {key: a_comment(post, body, **details).pk for key, body in SAID.items()}


@pytest.mark.parametrize("search", FOUND)
def test_a_search_finds_words_by_their_beginnings(comment_keys, search):
    assert keys(Queue(HeldComment, search=search).page()) == [comment_keys[FOUND[search]]]


@pytest.mark.parametrize("search", LOST)
def test_a_search_without_matches_shows_an_empty_page(search, db):
    for body in SAID.values():
        a_comment(a_post(), body, status=S.HELD)
    assert keys(Queue(HeldComment, search=search).page()) == []


def test_the_search_index_follows_changes_of_a_comment():
    comment = a_comment(a_post(), "The first frost.", status=S.HELD)
    comment.edit("The last thaw.")
    assert keys(Queue(HeldComment, search="frost").page()) == []
    assert keys(Queue(HeldComment, search="thaw").page()) == [comment.pk]
    Comment.objects.filter(pk=comment.pk).delete()
    assert keys(Queue(HeldComment, search="thaw").page()) == []
