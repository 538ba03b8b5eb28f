"""Recommending: once a person, never one's own; how it is counted, weighed and shown."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from accounts.limits import RECOMMEND
from accounts.models import Person
from accounts.privacy import end_old_data
from blogsite.pagecache.store import pages
from comments.models import Comment, CountRefresh, Recommendation
from comments.tree_check import audit
from posts.models import Post
from tests.cast import NEWER, a_comment, a_post, account, alice, bob

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nobody_was_too_quick():
    cache.clear()


@pytest.fixture
def comment():
    return a_comment(a_post(), by=alice())


def path_of(comment):
    return f"/comments/{comment.pk}/recommend/"


def browser_of(user=None, ip="203.0.113.9"):
    browser = Client(REMOTE_ADDR=ip)
    if user:
        browser.force_login(user)
    return browser


def click(comment, browser, wish=None):
    return browser.post(path_of(comment), {"recommend": wish} if wish else {})


def numbers(comment):
    comment.refresh_from_db()
    assert list(audit(repair=False)) == []
    return comment.recommendation_count, comment.recommendation_weight


def give(comment, *networks):
    """Let a new guest of each network recommend a comment."""
    for network in networks:
        Recommendation.objects.give(comment, Person(), network)


# One for each person


def test_a_click_recommends_leads_back_and_the_next_one_takes_it_back(comment):
    browser = browser_of(bob())
    answer = click(comment, browser)
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"{comment.post.get_absolute_url()}#comment-{comment.pk}",
    )
    assert numbers(comment) == (1, 4)
    assert "Take your recommendation back" in browser.get(path_of(comment)).text
    click(comment, browser)
    assert numbers(comment) == (0, 0) and not Recommendation.objects.exists()


def test_a_second_tab_that_shows_an_older_state_undoes_nothing(comment):
    browser = browser_of(bob())
    for _tab in range(2):
        assert click(comment, browser, "yes").status_code == 303
    assert Recommendation.objects.count() == 1
    for _tab in range(2):
        click(comment, browser, "no")
    assert numbers(comment) == (0, 0)


def test_nobody_recommends_a_comment_of_their_own_in_any_of_their_rows(comment):
    guest = Person.objects.guest(UUID("0b0e9a52-6a4b-4b5d-8a53-2d1c5f2c7a10"))
    own = a_comment(comment.post, "Written before I signed up.", by=guest)
    Person.objects.filter(pk=guest.pk).update(joined_to=Person.objects.of(alice()))
    browser = browser_of(alice())
    for mine in (comment, own):
        answer = click(mine, browser)
        assert answer.status_code == 403 and "your own" in answer.text
    assert not Recommendation.objects.exists()


@pytest.mark.one_database
def test_reading_the_form_changes_nothing_and_makes_no_guest(comment):
    browser = browser_of()
    assert 'name="recommend" value="yes"' in browser.get(path_of(comment)).text
    assert click(comment, browser, "no").status_code == 303
    assert Person.objects.filter(user=None).count() == 0
    assert "soundoff_guest" not in browser.cookies


def test_a_guest_is_known_by_the_first_click_even_before_its_answer(comment):
    other = a_comment(comment.post, "Another.", by=alice())
    browser = browser_of()
    browser.get(path_of(comment))
    for each in (comment, other):
        click(each, browser)
        del browser.cookies["soundoff_guest"]
    assert Recommendation.objects.values("person").distinct().count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize("step", ["hold", "remove", "withdraw"])
def test_only_a_published_comment_is_recommended_and_its_number_waits(comment, step):
    browser = browser_of(bob())
    click(comment, browser)
    getattr(comment, step)()
    assert click(comment, browser_of(account("carl"))).status_code == 404
    assert numbers(comment) == (1, 4)
    assert "comment__count" not in Client().get(f"{comment.post.get_absolute_url()}?v={NEWER}").text


def test_a_comment_of_a_hidden_post_is_not_there(comment):
    comment.post.unpublish()
    assert click(comment, browser_of(bob())).status_code == 404


def test_in_place_a_comment_that_readers_do_not_see_is_not_there(comment):
    comment.hold()
    for wish in ("yes", "no"):
        answer = browser_of().post(f"{path_of(comment)}form/", {"recommend": wish})
        assert answer.status_code == 404
    assert not Person.objects.filter(user=None).exists()


@pytest.mark.one_database
def test_under_a_closed_conversation_comments_are_still_recommended(comment):
    Post.objects.update(comment_mode="closed")
    assert click(comment, browser_of(bob())).status_code == 303
    assert numbers(comment) == (1, 4)


# What a recommendation weighs


def test_guests_of_one_network_are_shown_as_one_and_weigh_a_quarter(comment):
    for ip in ("203.0.113.9", "203.0.113.10", "198.51.100.7"):
        click(comment, browser_of(ip=ip))
    assert Recommendation.objects.count() == 3
    assert numbers(comment) == (2, 2)
    click(comment, browser_of(bob()))
    assert numbers(comment) == (3, 6)


def test_when_a_guest_takes_it_back_another_of_the_network_is_shown(comment):
    first, second = browser_of(), browser_of()
    click(comment, first)
    click(comment, second)
    click(comment, first)
    assert numbers(comment) == (1, 1)
    click(comment, second)
    assert numbers(comment) == (0, 0)


def test_more_than_ten_guests_in_a_minute_weigh_nothing(comment):
    give(comment, *(f"10.0.{number}.0/24" for number in range(10)))
    assert numbers(comment) == (10, 10)
    give(comment, "10.0.10.0/24")
    assert numbers(comment) == (11, 0)
    Recommendation.objects.update(created=timezone.now() - timedelta(minutes=2))
    give(comment, "10.0.11.0/24")
    assert numbers(comment) == (12, 1)


def test_the_order_is_by_weight_and_older_first_among_equals(comment):
    second, third = (a_comment(comment.post, words, by=alice()) for words in ("Two.", "Three."))
    give(second, "10.0.0.0/24", "10.0.1.0/24")
    click(third, browser_of(bob()))
    url = f"{comment.post.get_absolute_url()}?sort=recommended"
    order = [int(part.split('"')[0]) for part in Client().get(url).text.split('id="comment-')[1:]]
    assert order == [third.pk, second.pk, comment.pk]
    click(third, browser_of(bob()))
    give(comment, "10.0.0.0/24", "10.0.1.0/24")
    CountRefresh.objects.run()
    page = Client().get(f"{url}&v={NEWER}").text
    order = [int(part.split('"')[0]) for part in page.split('id="comment-')[1:]]
    assert order == [comment.pk, second.pk, third.pk]


# The pages


def test_a_click_makes_no_version_and_pages_follow_once_a_minute(comment):
    url = comment.post.get_absolute_url()
    version = comment.post.version
    give(comment, "10.0.0.0/24")
    comment.post.refresh_from_db()
    assert comment.post.version == version
    CountRefresh.objects.run()
    assert 'comment__count"> (1)<' in Client().get(f"{url}?v={NEWER}").text
    for number in range(20):
        give(comment, f"10.1.{number}.0/24")
        CountRefresh.objects.run()
    versions = Post.objects.values_list("version", flat=True)
    first = versions.get()
    assert first > version
    CountRefresh.objects.update(refreshed=timezone.now() - timedelta(seconds=61))
    CountRefresh.objects.run()
    CountRefresh.objects.run()
    assert versions.get() > first
    assert 'comment__count"> (21)<' in Client().get(f"{url}?v={NEWER}").text


def test_a_recommendation_withdrawn_and_given_again_needs_no_new_version(comment):
    browser = browser_of(bob())
    click(comment, browser, "no")
    assert not CountRefresh.objects.exists()
    click(comment, browser, "yes")
    CountRefresh.objects.run()
    click(comment, browser, "yes")
    assert not CountRefresh.objects.filter(is_due=True).exists()


@pytest.mark.one_database
def test_the_page_is_the_same_bytes_for_readers_with_and_without_recommendation(comment):
    browser = browser_of(bob())
    click(comment, browser)
    url = comment.post.get_absolute_url()
    own = browser.get(url).content
    pages.clear()
    assert Client().get(url).content == own


@pytest.mark.one_database
def test_only_the_reader_learns_what_they_recommended(comment):
    browser, me = browser_of(bob()), f"/me/?post={comment.post_id}"
    other = a_comment(comment.post, "Another.", by=alice())
    for each in (comment, other):
        click(each, browser)
    assert f'data-recommended="{comment.pk} {other.pk}"' in browser.get(me).text
    assert "data-recommended" not in browser_of(alice()).get(me).text


@pytest.mark.one_database
def test_in_place_the_answer_is_the_number_and_whether_it_is_pressed(comment):
    browser = browser_of()
    answer = browser.post(f"{path_of(comment)}form/", {"recommend": "yes"})
    assert answer.status_code == 200 and "<html" not in answer.text
    assert 'data-pressed="true"' in answer.text and "> (1)</span>" in answer.text
    assert answer.cookies["soundoff_here"].value == "1"
    answer = browser_of(alice()).post(f"{path_of(comment)}form/")
    assert answer.status_code == 403
    assert 'data-pressed="false"' in answer.text and "your own" in answer.text


@pytest.mark.one_database
def test_a_click_of_a_new_guest_in_place_needs_few_queries(comment, django_assert_num_queries):
    give(comment, *(f"10.0.{number}.0/24" for number in range(5)))
    with django_assert_num_queries(8):  # two are the savepoint that a test has for a transaction
        browser_of().post(f"{path_of(comment)}form/", {"recommend": "yes"})
    assert numbers(comment) == (6, 6)


@pytest.mark.usefixtures("long_window")
def test_too_many_recommendations_are_refused_with_a_time_to_retry(comment):
    browser = browser_of(bob())
    who = {"person": f"account {bob().pk}", "signed_in": True}
    while not RECOMMEND.take(**who):
        pass
    answer = click(comment, browser)
    assert answer.status_code == 429 and "too often" in answer.text and answer["Retry-After"]
    assert numbers(comment) == (0, 0)
    assert click(comment, browser_of(account("carl"))).status_code == 303


# What is stored


def test_networks_end_after_ninety_days_and_the_numbers_stay(comment):
    give(comment, "10.0.0.0/24", "10.0.1.0/24")
    Recommendation.objects.update(created=timezone.now() - timedelta(days=91))
    assert dict(end_old_data())["Networks of recommendations dropped"] == 2
    assert set(Recommendation.objects.values_list("network", flat=True)) == {""}
    assert numbers(comment) == (2, 2)


def test_a_wrong_number_of_recommendations_is_found_and_repaired(comment):
    click(comment, browser_of(bob()))
    Comment.objects.update(recommendation_count=7, recommendation_weight=1)
    faults = "\n".join(audit(repair=False))
    assert "recommendation_count is 7, should be 1" in faults
    assert "recommendation_weight is 1, should be 4" in faults
    call_command("check_threads", "--repair", verbosity=0)
    assert numbers(comment) == (1, 4)
