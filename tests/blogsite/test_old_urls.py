"""Old URLs: each leads, in one step, to where its text is now, and never to another site."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Person
from accounts.privacy import end_person
from blogsite.pagecache.store import pages
from posts.models import OldAddress, Post, Tag
from tests.cast import a_post, edda

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


@pytest.fixture
def tag():
    a_post().tag(["Sea and shore"])
    return Tag.objects.get()


def test_a_path_can_lead_to_a_post_a_tag_an_author_or_a_file(client, tag):
    post = Post.objects.get()
    targets = {
        "/note/": (post, post.get_absolute_url()),
        "/category/sea/": (tag, tag.get_absolute_url()),
        "/author/ed/": (edda(), f"/authors/{edda().pk}/"),
        "/wp-content/uploads/a.jpg": ("/media/images/a.webp", "/media/images/a.webp"),
    }
    for path, (target, url) in targets.items():
        OldAddress.objects.add(path, target)
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, url)


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["//evil.example/", "https://evil.example/", "/\\evil", "a", ""])
def test_an_old_url_never_leads_to_another_site(path):
    with pytest.raises(ValidationError):
        OldAddress.objects.add("/old/", path)


def test_the_database_holds_one_target_for_each_old_url(tag):
    for fields in ({}, {"tag": tag, "author": edda()}, {"url": "elsewhere"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            OldAddress.objects.create(path="/old/", **fields)


def test_a_tag_with_a_new_slug_is_found_at_its_old_url(client, tag):
    old = tag.get_absolute_url()
    tag.slug = "shore"
    tag.save()
    assert client.get(old)["Location"] == "/tags/shore/"
    assert client.get(f"{old}feed/")["Location"] == "/tags/shore/feed/"
    tag.slug = "sea-and-shore"
    tag.save()
    assert client.get(old).status_code == 200


def test_old_urls_with_an_authors_name_end_with_the_account(client, tag):
    OldAddress.objects.add("/author/edda-elsewhere/", edda())
    OldAddress.objects.add("/note/", Post.objects.get())
    end_person(Person.objects.of(edda()), keeps_comments=True)
    assert [old.path for old in OldAddress.objects.all()] == ["/note/"]


def test_many_paths_are_added_at_once_and_known_ones_stay(tag):
    post = Post.objects.get()
    OldAddress.objects.add("/known/", tag)
    others = OldAddress.objects.add_new({"/known/": post, "/new/": post, "/x" * 300: post})
    assert others == {"/known/"}
    assert {old.path: old.target for old in OldAddress.objects.all()} == {
        "/known/": tag,
        "/new/": post,
    }
