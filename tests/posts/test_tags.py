"""Tags: which names are the same tag, their URLs, and the messages for editors."""

import pytest

from posts.models import Tag
from tests.cast import a_post, account, edda
from tests.posts.test_desk import refused, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(edda())
    return client


def tags_of(post):
    return [(tag.name, tag.slug) for tag in post.tags.order_by("pk")]


PAIRS = [
    (("C++", "c-plus-plus"), ("C#", "c-sharp")),
    (("R&D", "r-and-d"), ("RD", "rd")),
    (("C", "c"), ("C++", "c-plus-plus")),
    (("Node.js", "nodejs"), ("Nodejs", "nodejs-2")),
    (("MeToo", "metoo"), ("#MeToo", "metoo-2")),
    (("दिन", "दिन"), ("दान", "दान")),
    (("A", "a"), ("A-", "a-2")),
    (("🎉", "party-popper"), ("!", "exclamation-mark")),
]


@pytest.mark.one_database
@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_names_that_differ_by_any_sign_are_two_tags(desk, client, one, other):
    first, second = a_post("First"), a_post("Second")
    send(desk, first, tag_names=one[0])
    send(desk, second, tag_names=other[0])
    assert (tags_of(first), tags_of(second)) == ([one], [other])
    for post, another in ((first, second), (second, first)):
        page = client.get(post.tags.get().get_absolute_url()).text
        assert post.title in page and another.title not in page


def test_a_tag_is_the_same_with_other_case_hyphens_and_blanks(desk):
    first, second = a_post(), a_post()
    send(desk, first, tag_names="Night shift")
    send(desk, second, tag_names="night-SHIFT,  Tea")
    assert tags_of(second) == [("Night shift", "night-shift"), ("Tea", "tea")]
    page = desk.get("/admin/").text
    assert "“night-SHIFT” is the same tag as “Night shift”." in page
    assert "“Tea” is" not in page


def test_decomposed_letters_make_no_other_tag(desk):
    first, second = a_post(), a_post()
    send(desk, first, tag_names="Zürich")
    send(desk, second, tag_names="Zu\u0308rich")
    assert tags_of(first) == tags_of(second) == [("Zürich", "zürich")]


def test_a_tag_keeps_its_slug_when_another_is_made(desk):
    old = Tag.objects.create(name="C++", slug="c")
    post = a_post()
    send(desk, post, tag_names="C, C++")
    assert sorted(tags_of(post)) == [("C", "c-2"), ("C++", "c")]
    assert Tag.objects.get(name="C++").pk == old.pk


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("names", "words"),
    [("Tea, \u2060", "no visible characters"), ("x" * 51, "more than 50 characters")],
)
def test_a_name_that_no_tag_can_have_is_refused_with_a_reason(desk, names, words):
    refused(send(desk, a_post(), tag_names=names), words)
    assert not Tag.objects.exists()


def test_a_tag_cannot_be_renamed_to_the_name_of_another(client):
    boss = account("boss", is_superuser=True, is_staff=True)
    client.force_login(boss)
    Tag.objects.create(name="Tea")
    page = client.post("/admin/posts/tag/add/", {"name": "tea", "slug": ""}).text
    assert "There is a tag “Tea” already." in page
    client.post("/admin/posts/tag/add/", {"name": "चाय", "slug": ""})
    assert Tag.objects.get(name="चाय").slug == "चाय"


@pytest.mark.one_database
def test_an_imported_tag_with_a_comma_stays_one_tag_when_its_post_is_saved(desk):
    post = a_post()
    post.tag(["Arts, Culture", "Tea"])
    page = desk.get(f"/admin/posts/post/{post.pk}/change/").text
    assert 'value="Arts, Culture, Tea"' in page
    send(desk, post, tag_names="Arts, Culture, Tea, Culture")
    names = sorted(name for name, _ in tags_of(post))
    assert names == ["Arts, Culture", "Culture", "Tea"]


def test_the_page_of_a_wide_tag_shows_the_posts_of_narrower_ones_once(client):
    tags = [Tag.objects.create(name=name) for name in ("Travel", "Europe", "Norway")]
    for wide, narrow in zip(tags, tags[1:], strict=False):
        narrow.parent = wide
        narrow.save()
    a_post("On a ferry").tag(["Norway", "Europe"])
    for tag in tags:
        assert client.get(tag.get_absolute_url()).text.count(">On a ferry</a>") == 1
    assert client.get("/tags/travel/feed/").text.count("<entry>") == 1


def test_a_tag_is_never_part_of_itself(client):
    client.force_login(account("boss", is_superuser=True, is_staff=True))
    wide, narrow = Tag.objects.create(name="Travel"), Tag.objects.create(name="Norway")
    for tag, parent in ((narrow, wide), (wide, narrow)):
        path = f"/admin/posts/tag/{tag.pk}/change/"
        page = client.post(path, {"name": tag.name, "slug": tag.slug, "parent": parent.pk}).text
    assert "A tag is never part of itself." in page
    wide.refresh_from_db()
    assert wide.parent is None
