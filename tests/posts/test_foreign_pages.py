"""Pages of other sites: a conversation is theirs from its first comment on."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connections

from posts.foreign_pages import find, find_or_make
from posts.foreign_urls import URLRefused
from posts.models import Blog, ForeignPage, ForeignURL, Post, Site
from tests.cast import a_comment, bob, mona

pytestmark = pytest.mark.django_db

ORIGIN = "https://harbour.example"
NOTE = f"{ORIGIN}/2014/note/"


@pytest.fixture
def site():
    return Site.objects.create(origin=ORIGIN, name="The harbour")


@pytest.mark.one_database
def test_looking_for_a_conversation_stores_nothing(site, django_assert_num_queries):
    with django_assert_num_queries(60):
        assert not any(find(f"{NOTE}{number}", "x" * (number % 2)) for number in range(60))
    assert not Post.objects.exists()


def test_a_conversation_is_found_by_every_url_of_its_page(site):
    post = find_or_make(NOTE, title="A note\n on  <b>ships</b>\u202e")
    assert (post.title, post.place) == ("A note on <b>ships</b>", Post.Place.ELSEWHERE)
    for url in (NOTE, "http://www.harbour.example/2014/note?utm_source=x#comment-1"):
        assert find(url) == post == find_or_make(url)
    assert find(f"{NOTE}2") is None
    assert (ForeignPage.objects.count(), ForeignURL.objects.count()) == (1, 1)


def test_what_the_site_calls_a_page_goes_before_its_url(site):
    post = find_or_make(NOTE, "note-1")
    assert find(f"{ORIGIN}/moved/", "note-1") == post == find_or_make(f"{ORIGIN}/moved/", "note-1")
    assert find(NOTE) == post
    other = find_or_make(NOTE, "note-2")
    assert other != post and find(NOTE, "note-2") == other
    assert find(NOTE, "note-3") is None
    plain = find_or_make(f"{ORIGIN}/plain")
    assert find_or_make(f"{ORIGIN}/plain", "plain") == plain == find(f"{ORIGIN}/else", "plain")


def test_pages_of_sites_that_nobody_entered_are_refused(site):
    for url in ("https://other.example/", "https://hаrbour.example/", f"{ORIGIN}:8443/"):
        with pytest.raises(URLRefused, match="No owner"):
            find_or_make(url)
        assert find(url) is None
    for identifier in ("x" * 201, "a\nb", "\x00", "\ud800"):
        with pytest.raises(URLRefused, match="identifier"):
            find_or_make(NOTE, identifier)
        assert find(NOTE, identifier) is None
    assert not Post.objects.exists()


def test_a_page_is_known_only_while_its_site_is_entered(site):
    post = find_or_make(NOTE)
    site.delete()
    assert find(NOTE) is None
    plain = Site.objects.create(origin="http://www.harbour.example")
    second = Site.objects.create(origin=ORIGIN)
    assert find(NOTE) == post
    plain.delete()
    assert find(NOTE) == post
    second.origin = "https://moved.example"
    second.save()
    assert find(NOTE) is None and ForeignPage.objects.get().site is None


@pytest.mark.one_database
def test_new_pages_of_a_site_begin_with_its_comment_settings(site):
    Blog.objects.filter(pk=1).update(comment_mode="held_first", comments_note="Be kind.")
    assert find_or_make(NOTE).comment_mode == "held_first"
    site.comment_mode, site.commenters = "closed", "accounts"
    site.save()
    post = find_or_make(f"{NOTE}2")
    settings = (post.comment_mode, post.commenters, post.comments_note)
    assert settings == ("closed", "accounts", "Be kind.")


@pytest.mark.one_database
def test_a_page_that_an_owner_has_hidden_does_not_begin_again(site):
    post = find_or_make(NOTE)
    post.unpublish()
    assert find(NOTE) is None
    assert find_or_make(NOTE) == post


def made_in_a_thread(identifier):
    try:
        return find_or_make(NOTE, identifier).pk
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_first_comments_at_the_same_moment_make_one_page(site):
    with ThreadPoolExecutor(8) as pool:
        posts = list(pool.map(made_in_a_thread, [""] * 4 + ["note"] * 4))
    assert ForeignPage.objects.count() == len(set(posts)) == 1


@pytest.mark.one_database
def test_a_new_page_elsewhere_expires_no_page_of_the_blog(site):
    version = Blog.objects.current().version
    a_comment(find_or_make(NOTE))
    assert Blog.objects.current().version == version


@pytest.mark.one_database
def test_an_origin_is_written_without_path_and_user_name():
    for origin in (NOTE, f"{ORIGIN}/", "harbour.example", "https://a@b.example", "https://a..b"):
        with pytest.raises(ValidationError):
            Site(origin=origin).clean()


def test_the_permalink_of_a_comment_leads_to_the_page_elsewhere(site, client):
    comment, held = (
        a_comment(find_or_make(f"{NOTE}?utm_source=x", "note"), status=status)
        for status in ("published", "held")
    )
    answer = client.get(comment.get_absolute_url())
    assert answer["Location"] == f"{NOTE}#comment-{comment.pk}"
    assert client.get(held.get_absolute_url()).status_code == 404
    site.delete()
    here = f"{comment.post.get_absolute_url()}#comment-{comment.pk}"
    assert client.get(comment.get_absolute_url())["Location"] == here


@pytest.mark.one_database
def test_a_conversation_elsewhere_is_in_no_list_of_the_blog(site, client):
    a_comment(find_or_make(NOTE, title="Lighthouses at night"), "Seen from the pier.")
    for path in ("/", "/feed/", "/archive/", "/comments/feed/", "/sitemap.xml", "/api/v1/posts/"):
        assert "Lighthouses" not in client.get(path).text, path
    for path in ("/search/?q=lighthouses", "/search/?q=pier", "/api/v1/search/?q=lighthouses"):
        assert "Lighthouses at night" not in client.get(path).text, path


def test_moderators_find_comments_of_pages_elsewhere_as_all_others(site, client):
    post = find_or_make(NOTE, title="Lighthouses at night")
    held = a_comment(post, "Seen from the pier.", status="held", by=bob())
    client.force_login(mona())
    for path in ("/admin/moderation/heldcomment/", "/admin/comments/comment/?q=pier"):
        page = client.get(path, follow=True).text
        assert "Lighthouses at night" in page and "Seen from the pier." in page, path
    client.force_login(bob())
    assert held.body in client.get(f"/me/?post={post.pk}").text
