"""Moderators who share the work: tabs, the next for each, assigned comments, saved filters."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from comments.models import Comment
from moderation.claims import Claim
from moderation.models import Assignment, ModeratorScope, SavedFilter, moderators_of
from moderation.models.saved_filter import MAX_SAVED
from posts.models import Tag
from tests.cast import a_comment, a_post, account, bob, edda, milo, mona
from tests.moderation.deciding import a_comment_that_is, a_report, decide

pytestmark = pytest.mark.django_db

HELD, ASSIGNED = "/admin/moderation/heldcomment/", "/admin/moderation/assignedcomment/"


@pytest.fixture(autouse=True)
def no_claims():
    cache.clear()


@pytest.fixture
def held():
    post = a_post()
    return [a_comment_that_is("held", post, body=f"Number {number}.") for number in range(3)]


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def at(name, *args, queue="heldcomment"):
    return reverse(f"admin:moderation_{queue}_{name}", args=args)


def test_each_queue_is_one_key_away_with_its_count(held):
    a_report(a_comment(a_post()))
    Assignment.objects.assign(held[0], to=mona(), by=milo())
    tabs = browser_of(mona()).get(HELD).context["tabs"]
    labels = [(tab.key, tab.title, str(tab.count), tab.is_current) for tab in tabs]
    assert labels == [
        (1, "Held", "None", True),
        (2, "Reported", "1", False),
        (3, "Late", "0", False),
        (4, "For you", "1", False),
        (5, "Spot checks", "0", False),
        (6, "Appeals", "0", False),
    ]


def deal(client, leaving=""):
    """Return the path of the card that "Next for me" leads to."""
    return client.post(at("deal"), {"leaving": leaving})["Location"]


def test_the_next_for_two_moderators_are_different_items(held):
    reported = a_comment(a_post())
    a_report(reported)
    first, second = browser_of(mona()), browser_of(milo())
    assert deal(first) == at("change", reported.pk, queue="reportedcomment")  # the most urgent
    assert deal(second) == at("change", held[0].pk)
    assert deal(first, leaving=reported.pk) == at("change", held[1].pk)
    assert deal(second, leaving=held[0].pk) == at("change", held[2].pk)
    assert deal(second, leaving=held[2].pk) == at("change", held[0].pk)  # all else is claimed
    assert Claim.on(held[1].pk).user_id == mona().pk
    third = browser_of(edda_who_moderates())
    assert third.post(at("deal"), follow=True).text.count("Nothing else is free") == 1


def edda_who_moderates():
    user = edda()
    user.groups.set(mona().groups.all())
    return user


@pytest.mark.one_database
def test_after_a_decision_each_moderator_goes_on_with_another_item(held):
    extra = a_comment_that_is("held", held[0].post)
    answers = []
    for user, comment in ((mona(), held[0]), (milo(), held[1])):
        form = {"action": "spam", "state_token": "held"}
        answer = browser_of(user).post(at("card_decide", comment.pk), form)
        answers.append(answer.context["card"].comment.pk)
    assert answers == [held[1].pk, held[2].pk] or answers == [held[2].pk, extra.pk]


def test_an_assigned_comment_waits_for_its_moderator_alone(held):
    sender, colleague = browser_of(mona()), browser_of(milo())
    answer = sender.post(at("card_assign", held[0].pk), {"to": milo().pk})
    assert "Assigned to Milo." in answer.text
    assert answer.context["card"].comment == held[1]
    queue = sender.get(HELD)
    assert queue.context["card"].comment != held[0] and "for Milo" in queue.text
    assert deal(sender) != at("change", held[0].pk)
    assert deal(colleague) == at("change", held[0].pk, queue="assignedcomment")
    assert "Assigned to Milo by Mona" in colleague.get(ASSIGNED).text
    assert "Number 0." not in sender.get(ASSIGNED).text
    front = colleague.get("/admin/").context["queues"]
    assert [queue.count.number for queue in front if "assigned" in queue.url] == [1]
    decide("approve", held[0], by=mona())  # nobody is kept from deciding
    assert not Assignment.objects.exists()


@pytest.mark.parametrize("reason", ["days", "left"])
def test_an_assigned_comment_does_not_wait_for_ever(held, reason):
    assignment = Assignment.objects.assign(held[0], to=milo(), by=mona())
    client = browser_of(mona())
    assert client.get(HELD).context["card"].comment != held[0]
    if reason == "days":
        assignment.created -= timedelta(days=3)
        assignment.save()
    else:
        User.objects.filter(pk=milo().pk).update(is_active=False)
    assert client.get(HELD).context["card"].comment == held[0]


def test_a_comment_can_be_unassigned_or_assigned_to_oneself(held):
    client = browser_of(mona())
    Assignment.objects.assign(held[0], to=milo(), by=mona())
    answer = client.post(at("card_assign", held[0].pk), {"to": mona().pk})
    assert answer.context["card"].comment == held[0]
    assert Assignment.objects.get().to == mona()
    client.post(at("assign", held[0].pk), {"to": ""})
    assert not Assignment.objects.exists()


@pytest.mark.parametrize(
    "who",
    [
        pytest.param(bob, marks=pytest.mark.one_database),
        pytest.param(edda, marks=pytest.mark.one_database),
        *("scoped", "nobody"),
    ],
)
def test_a_comment_is_assigned_only_to_moderators_who_may_decide_on_it(held, who):
    if who == "scoped":
        ModeratorScope.objects.create(user=milo(), kind="author", author=bob())
        who = milo
    key = 2**40 if who == "nobody" else who().pk
    client = browser_of(mona())
    answer = client.post(at("card_assign", held[0].pk), {"to": key})
    assert answer.status_code == 422 and not Assignment.objects.exists()
    assert f'value="{key}"' not in client.get(at("card", held[0].pk)).text.split("assign-to")[1]


def test_the_moderators_of_a_comment_are_those_in_whose_scope_it_is(
    held, django_assert_num_queries
):
    post = held[0].post
    tag, other = post.tag(["Frost"])[0], Tag.objects.create(name="Tea", slug="tea")
    scopes = [{"kind": "all"}, {"kind": "tag", "tag": tag}, {"kind": "author", "author": edda()}]
    scopes += [{"kind": "tag", "tag": other}, {"kind": "author", "author": bob()}]
    for number, scope in enumerate(scopes):
        user = account(f"m{number}", "Moderators")
        ModeratorScope.objects.create(user=user, **scope)
    with django_assert_num_queries(1):
        able = moderators_of(held[0])
    assert [user.username for user in able] == ["m0", "m1", "m2"]
    for scope in ModeratorScope.objects.all():
        has_it = Comment.objects.filter(scope.condition, pk=held[0].pk).exists()
        assert has_it == (scope.user in able)


def test_a_moderator_saves_a_filter_and_deletes_it(held):
    client, other = browser_of(mona()), browser_of(milo())
    form = {"label": " Old  ones ", "age": "older-7", "place": "203.0.113.7"}
    page = client.post(at("save_filter"), form, follow=True)
    assert "The filter is saved" in page.text
    saved = SavedFilter.objects.get()
    assert (saved.name, saved.filters) == ("Old ones", {"age": "older-7"})
    assert f'href="{HELD}?age=older-7"' in client.get(HELD).text
    assert "Old ones" not in other.get(HELD).text
    other.post(at("delete_filter"), {"saved": saved.pk})
    client.post(at("save_filter"), {"label": "Old ones", "age": "older-30"})
    assert SavedFilter.objects.get().filters == {"age": "older-30"}
    client.post(at("delete_filter"), {"saved": saved.pk})
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    "form",
    [
        {"label": "", "q": "frost"},
        {"label": "\u200b", "q": "frost"},
        {"label": "x" * 61, "q": "frost"},
        {"label": "All"},
        {"label": "Odd", "age": "older-x"},
        {"label": "Nothing is left", "place": "203.0.113.7"},
    ],
)
def test_a_filter_without_a_name_or_a_meaning_is_not_saved(form):
    page = browser_of(mona()).post(at("save_filter"), form, follow=True)
    assert "Give a valid filter a name" in page.text and not SavedFilter.objects.exists()


@pytest.mark.one_database
def test_a_moderator_saves_twenty_filters_of_a_queue_at_most():
    client = browser_of(mona())
    for number in range(MAX_SAVED - 1):
        SavedFilter.objects.store(f"N{number}", {"q": "frost"}, queue="heldcomment", user=mona())
    last, refused = (
        client.post(at("save_filter"), {"label": label, "q": "frost"}, follow=True).text
        for label in ("The last", "One more")
    )
    assert "The filter is saved" in last and "Delete one first" in refused
    assert SavedFilter.objects.count() == MAX_SAVED
