"""The states of a post and the transitions between them, by verbs and by the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.models import Blog, InvalidTransition, OldAddress, Post, SlugTaken
from tests.cast import a_comment, a_post, edda

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


def a_draft(**fields):
    fields = {"title": "Thin ice", "slug": "thin-ice", "author": edda()} | fields
    return Post.objects.create(**fields)


def in_state(state):
    """Return a post in `state`."""
    post = a_draft()
    if state == "scheduled":
        post.publish(at=timezone.now() + HOUR)
    elif state != "draft":
        post.publish(at=timezone.now() - HOUR)
    if state == "unpublished":
        post.unpublish()
    assert post.state == state
    return Post.objects.get(pk=post.pk)


STEPS = [
    ("draft", "now", "published"),
    ("draft", "ahead", "scheduled"),
    ("draft", "unpublish", None),
    ("scheduled", "now", "published"),
    ("scheduled", "ahead", "scheduled"),
    ("scheduled", "unpublish", "draft"),
    ("published", "now", "published"),
    ("published", "ahead", "scheduled"),
    ("published", "unpublish", "unpublished"),
    ("unpublished", "now", "published"),
    ("unpublished", "ahead", "scheduled"),
    ("unpublished", "unpublish", None),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("state", "step", "then"), STEPS)
def test_each_verb_leads_to_the_state_in_the_table_or_is_refused(state, step, then):
    post = in_state(state)
    if then is None:
        with pytest.raises(InvalidTransition):
            post.unpublish()
        assert Post.objects.get(pk=post.pk).state == state
        return
    if step == "unpublish":
        post.unpublish()
    else:
        post.publish(at=timezone.now() + (HOUR if step == "ahead" else timedelta(0)))
    assert Post.objects.get(pk=post.pk).state == then


def test_a_scheduled_post_appears_on_time_everywhere_without_a_worker(client):
    post = a_draft()
    post.publish(at=timezone.now() + HOUR)
    address = post.get_absolute_url()
    places = ("/", "/feed/", "/sitemap.xml")
    assert client.get(address).status_code == 404
    assert all("thin-ice" not in client.get(place).text for place in places)
    Post.objects.update(published_at=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code == 200
    assert all("thin-ice" in client.get(place).text for place in places)


@pytest.mark.one_database
@pytest.mark.parametrize("state", ["draft", "scheduled", "unpublished"])
def test_a_post_that_is_not_published_is_not_found_at_its_urls(client, state):
    post = in_state(state)
    day = post.date or timezone.now().date()
    assert client.get(f"/{day:%Y/%m/%d}/thin-ice/").status_code == 404
    assert client.get(f"/{day:%Y/%m/%d}/thin-ice/respond/").status_code == 404


@pytest.mark.one_database
def test_the_date_in_the_url_never_changes_once_published():
    post = a_draft()
    post.publish(at=datetime(2026, 2, 1, 12, tzinfo=UTC))
    post.publish(at=datetime(2026, 3, 5, 12, tzinfo=UTC))
    post.unpublish()
    post.publish(at=timezone.now() + HOUR)
    assert post.date == date(2026, 2, 1)


@pytest.mark.one_database
def test_the_date_of_a_scheduled_post_changes_with_its_schedule():
    post = a_draft()
    post.publish(at=datetime(2999, 2, 1, 12, tzinfo=UTC))
    post.publish(at=datetime(2999, 3, 5, 12, tzinfo=UTC))
    assert post.date == date(2999, 3, 5)
    post.unpublish()
    assert (post.date, post.first_shown) == (None, None)


def test_a_slug_in_use_is_refused_with_a_free_one_offered():
    moment = timezone.now() - HOUR
    a_draft().publish(at=moment)
    second = a_draft()
    with pytest.raises(SlugTaken, match="“thin-ice-2” is free") as refused:
        second.publish(at=moment)
    assert refused.value.offer == "thin-ice-2"
    assert Post.objects.get(pk=second.pk).state == "draft"
    second = Post.objects.get(pk=second.pk)
    second.slug = refused.value.offer
    second.publish(at=moment)
    assert second.is_published


def test_a_post_without_a_slug_gets_a_free_one_from_its_title():
    moment = timezone.now() - HOUR
    made = []
    for title in ("Thin ice", "Thin ice", "☃", "Eis, dünn"):
        post = a_draft(title=title, slug="")
        post.publish(at=moment)
        made.append(post.slug)
    assert made == ["thin-ice", "thin-ice-2", "post", "eis-dünn"]


def test_the_database_refuses_two_posts_with_one_url():
    first, second = a_post(), a_post()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=second.pk).update(slug=first.slug)


@pytest.mark.parametrize("slug", ["first-frost", "première-gelée"])
def test_a_changed_slug_leaves_a_redirect(client, slug):
    post = a_post()
    post.move_to(slug)
    old = post.get_absolute_url()
    post.move_to("nouvelle-année")
    response = client.get(old)
    assert (response.status_code, response["Location"]) == (301, post.get_absolute_url())
    assert client.get(response["Location"]).status_code == 200
    for part in ("?sort=newest&view=whole", "feed/", "feed/?v=7", "feed"):
        response = client.get(f"{old}{part}")
        there = part if part.endswith(("/", "whole", "7")) else f"{part}/"
        assert response["Location"] == f"{post.get_absolute_url()}{there}"
    post.unpublish()
    assert client.get(old).status_code == 404


def test_a_post_that_gets_its_old_slug_back_does_not_redirect(client):
    post = a_post()
    first = post.slug
    post.move_to("elsewhere")
    post.move_to(first)
    assert client.get(post.get_absolute_url()).status_code == 200
    assert [old.path.rsplit("/", 2)[1] for old in OldAddress.objects.all()] == ["elsewhere"]


def test_a_draft_with_a_new_slug_leaves_no_redirect():
    post = a_draft()
    post.move_to("firm-ground")
    assert (post.slug, OldAddress.objects.count()) == ("firm-ground", 0)


@pytest.mark.one_database
def test_a_post_cannot_get_a_slug_that_is_in_use():
    first, second = a_post(), a_post()
    with pytest.raises(SlugTaken):
        second.move_to(first.slug)


@pytest.mark.parametrize(
    ("old_url", "url", "rest"),
    [
        ("/?p=123", "/?p=123", ""),
        ("/?p=123", "/?p=123&utm_source=letter", "?utm_source=letter"),
        ("/?p=123", "/?utm_source=letter&p=123&page=2", "?utm_source=letter"),
        ("/archives/12.html", "/archives/12.html", ""),
        ("/archives/2?lang=de", "/archives/2?lang=de", ""),
        ("/2009/ein-jahr/", "/2009/ein-jahr", ""),
        ("/2009/ein-jahr", "/2009/ein-jahr/?utm_source=letter", "?utm_source=letter"),
        ("/2009/ein-jahr/", "/2009/ein-jahr/feed/", "feed/"),
        ("/blog/été/", "/blog/%C3%A9t%C3%A9/", ""),
        ("/blog/été/", "/blog/e%CC%81te%CC%81/?a=%26", "?a=%26"),
    ],
)
def test_imported_old_urls_redirect_to_their_post(client, old_url, url, rest):
    post = a_post()
    OldAddress.objects.add(old_url, post)
    response = client.get(url)
    assert (response.status_code, response["Location"]) == (301, post.get_absolute_url() + rest)
    assert client.post(url).status_code != 301


@pytest.mark.parametrize("url", ["/nothing/", "/?p=99", "/%00/", "/?p=%00", "/x?%00", "/%ff/"])
def test_urls_that_no_post_ever_had_do_not_redirect(client, url):
    assert client.get(url).status_code in (200, 404)


def test_saving_a_stale_post_does_not_overwrite_comment_counts():
    post = a_post()
    stale = Post.objects.get(pk=post.pk)
    a_comment(post)
    stale.title = "Another title"
    stale.save()
    now = Post.objects.get(pk=post.pk)
    assert (now.title, now.comment_count, now.last_number) == ("Another title", 1, 1)
    assert now.version > stale.version


@pytest.mark.one_database
def test_every_change_of_state_makes_a_new_version_of_the_blog():
    post = a_draft()
    for step in (post.publish, post.unpublish, post.publish, lambda: post.tag(["Ice"])):
        before = Blog.objects.current().version
        step()
        assert Blog.objects.current().version > before


@pytest.mark.one_database
def test_unpublishing_keeps_the_conversation():
    post = a_post()
    comment = a_comment(post)
    post.unpublish()
    assert Comment.objects.filter(pk=comment.pk).exists()
    post.publish()
    assert Post.objects.get(pk=post.pk).comment_count == 1
