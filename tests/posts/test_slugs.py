"""URLs of posts in every script: no word becomes another one, and what is typed is accepted."""

from unicodedata import normalize
from urllib.parse import quote, unquote

import pytest

from blogsite.pagecache.store import pages
from posts.models import Post
from tests.cast import a_post, edda
from tests.posts.test_desk import ADD, page_of, refused, typed

pytestmark = pytest.mark.django_db

TITLES = [
    ("नमस्ते दुनिया", "नमस्ते-दुनिया"),
    ("क्‍ष और क्ष", "क्‍ष-और-क्ष"),  # a joiner that changes how the letters are written
    ("می‌خواهم بخوانم!", "می‌خواهم-بخوانم"),  # a non-joiner within a Persian word
    ("สวัสดีชาวโลก", "สวัสดีชาวโลก"),
    ("தமிழ் மொழி", "தமிழ்-மொழி"),
    ("שָׁלוֹם עולם", normalize("NFC", "שָׁלוֹם-עולם")),
    ("Zu\u0308rich im Schnee", "zürich-im-schnee"),
    ("東京タワーの近く", "東京タワーの近く"),
    ("I ❤️ tea, 1️⃣ cup", "i-tea-1-cup"),
    ("a\u200db and \u0301c", "ab-and-c"),  # joiners and marks that belong to no word
    ("ＡＢＣ", "abc"),
    ("🎉", "post"),
]


@pytest.fixture
def desk(client):
    client.force_login(edda())
    pages.clear()
    return client


def publish(desk, **fields):
    return desk.post(ADD, typed(**fields) | {"_publish": "1"})


@pytest.mark.one_database
@pytest.mark.parametrize(("title", "slug"), TITLES)
def test_the_slug_of_a_title_keeps_its_words_in_every_script(desk, title, slug):
    publish(desk, title=title, slug="")
    post = Post.objects.get()
    assert post.slug == slug
    assert post.title in desk.get(post.get_absolute_url()).text


@pytest.mark.one_database
@pytest.mark.parametrize("slug", [slug for _, slug in TITLES])
def test_the_right_slug_typed_by_hand_is_accepted_as_it_is(desk, slug):
    publish(desk, slug=normalize("NFD", slug))
    assert Post.objects.get().slug == slug


@pytest.mark.one_database
@pytest.mark.parametrize(
    "slug", ["two words", "a/b", "a.b", "a?b", "\u0301a", "a\u200bb", "a\u202eb", "a\u200db", "#"]
)
def test_a_slug_of_anything_but_words_is_refused(desk, slug):
    refused(publish(desk, slug=slug), "Use letters, digits, hyphens and underscores only.")


def test_a_long_slug_is_cut_between_letters_and_never_before_a_mark(desk):
    publish(desk, title="कि" * 100, slug="")
    publish(desk, title="x" + "कि" * 99, slug="")
    one, two = (post.slug for post in Post.objects.order_by("pk"))
    assert (len(one), len(two)) == (200, 199)


def test_a_url_with_decomposed_letters_leads_to_the_composed_one(client):
    post = a_post()
    post.move_to("zürich")
    path = post.get_absolute_url()
    decomposed = quote(normalize("NFD", unquote(path)))
    assert decomposed != path
    assert client.get(decomposed).status_code == 200
    assert client.get(f"{decomposed}feed/").status_code == 200
    post.move_to("basel")
    pages.clear()
    assert client.get(decomposed)["Location"] == post.get_absolute_url()


def test_all_pages_of_a_post_answer_at_a_url_with_combining_marks(client):
    post = a_post()
    post.move_to("नमस्ते-दुनिया")
    path = post.get_absolute_url()
    for part in ("", "feed/", "respond/"):
        assert client.get(path + part).status_code == 200
    assert path in client.get("/").text
    assert path in client.get("/sitemap.xml").text


@pytest.mark.one_database
def test_an_editor_sees_the_slug_while_writing(desk):
    words = {"title": "नमस्ते दुनिया", "excerpt": "", "body": "", "post": ""}
    answer = desk.post("/admin/posts/post/autosave/", words | {"key": typed()["key"]})
    assert answer.json()["slug"] == "नमस्ते-दुनिया"


@pytest.mark.one_database
def test_a_published_posts_slug_stays_when_only_its_words_change(desk):
    publish(desk, title="नमस्ते दुनिया", slug="")
    post = Post.objects.get()
    desk.post(page_of(post), typed(post, title="Hello") | {"_save": "1"})
    post.refresh_from_db()
    assert (post.title, post.slug) == ("Hello", "नमस्ते-दुनिया")
