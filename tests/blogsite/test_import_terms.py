"""Categories of a WordPress export: tags with their descriptions, nested as they were."""

import pytest

from blogsite.pagecache.store import pages
from posts.models import Tag
from tests.blogsite.exports import a_category, a_post, a_term, an_export

pytestmark = pytest.mark.django_db

EXPORT = an_export(
    a_post(a_term("norway", "Norway")),
    head=a_category(5, "norway", "Norway", "europe", "Fjords &amp; <b>ferries</b>")
    + a_category(4, "europe", "Europe", "travel")
    + a_category(3, "travel", "Travel", "", "Where we went")
    + a_category(6, "left", "Left", "right")
    + a_category(7, "right", "Right", "left"),
)


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


def test_categories_are_tags_within_tags_with_descriptions(take, client):
    take(EXPORT)
    norway = Tag.objects.get(slug="norway")
    assert norway.description == "Fjords & ferries"
    assert [tag.slug for tag in Tag.parents_of(norway)] == ["norway", "europe", "travel"]
    page = client.get("/tags/norway/").text
    assert "Fjords &amp; ferries" in page and 'href="/tags/europe/"' in page
    for slug in ("europe", "travel"):
        assert "The first frost" in client.get(f"/tags/{slug}/").text
        assert "The first frost" in client.get(f"/tags/{slug}/feed/").text
    assert 'href="/tags/norway/"' in client.get("/tags/europe/").text
    assert client.get("/category/travel/europe/norway/")["Location"] == "/tags/norway/"
    assert client.get("/?cat=3")["Location"] == "/tags/travel/"


def test_categories_in_a_circle_are_no_part_of_each_other(take):
    take(
        EXPORT.replace('nicename="norway">', 'nicename="left">').replace(
            "[Norway]]></cat", "[Left]]></cat"
        )
    )
    left = Tag.objects.get(slug="left")
    assert [tag.slug for tag in Tag.parents_of(left)] == ["left", "right"]


def test_what_an_editor_says_of_a_tag_stays(take):
    take(EXPORT)
    Tag.objects.filter(slug="norway").update(description="Cold.", parent=None)
    take(EXPORT)
    assert Tag.objects.get(slug="norway").description == "Cold."
