"""Search in any script: text without spaces, combining marks, accents, typing errors."""

import pytest

from tests.cast import a_comment, a_post

pytestmark = pytest.mark.django_db

TEXTS = {
    "chinese": "我家在上海东边，每天早上喝一杯绿茶。",
    "japanese": "東京タワーの近くに住んでいます",
    "thai": "เขากินข้าวกับปลา",
    "korean": "서울에서 살아요",
    "day": "यह दिन है",
    "gift": "यह दान है",
    "arabic": "هذا كِتاب جديد",
    "decomposed": "We met in Zu\u0308rich.",
    "composed": "The lake of Gen\u00e8ve.",
    "hyphen": "A Donau\u00addampfer came by.",
    "phone": "My iPhone手机壳 broke.",
}
ANSWERS = {
    "上海": ["chinese"],
    "绿茶": ["chinese"],
    "茶": ["chinese"],
    "上海东边": ["chinese"],
    "上海 绿茶": ["chinese"],
    "上海绿": [],  # both pairs of characters are there, but not together
    "近く": ["japanese"],
    "タワー": ["japanese"],
    "ข้าว": ["thai"],
    "서울": ["korean"],
    "에서": ["korean"],
    "दिन": ["day"],
    "दान": ["gift"],
    "यह": ["gift", "day"],
    "كِتاب": ["arabic"],
    "Zürich": ["decomposed"],
    "ZU\u0308RICH": ["decomposed"],
    "Gen\u00e8ve": ["composed"],
    "gene\u0300ve": ["composed"],
    "Donaudampfer": ["hyphen"],
    "iphone": ["phone"],
    "手机": ["phone"],
}


@pytest.fixture
def permalinks():
    post = a_post("Words")
    return {a_comment(post, body).get_absolute_url(): name for name, body in TEXTS.items()}


def names_found(client, permalinks, query):
    page = client.get("/search/", {"q": query}).text
    return {name for permalink, name in permalinks.items() if f'href="{permalink}"' in page}


def test_search_finds_words_of_every_script_on_both_databases(client, permalinks):
    answers = {query: names_found(client, permalinks, query) for query in ANSWERS}
    assert answers == {query: set(names) for query, names in ANSWERS.items()}


def test_a_match_is_marked_in_the_excerpt_in_every_script(client, permalinks):
    for word in ("绿茶", "近く", "दिन", "Zürich", "서울"):
        assert f"<mark>{word}</mark>" in client.get("/search/", {"q": word}).text, word


def test_an_excerpt_of_a_text_without_spaces_is_short(client):
    comment = a_comment(a_post(), f"{'花' * 3_000}绿茶{'鳥' * 3_000}")
    page = client.get("/search/", {"q": "绿茶"}).text
    assert f'href="{comment.get_absolute_url()}"' in page
    assert "花<mark>绿茶</mark>鳥" in page and page.count("花") < 200


def test_search_suggests_the_word_that_was_probably_meant(client):
    a_comment(a_post(), "The stethoscope lies broken in the drawer.")
    for query, suggested in (
        ("stethoscops", "stethoscope"),
        ("stehtoscope", "stethoscope"),
        ("stethoscope brokken", "stethoscope broken"),
    ):
        page = client.get("/search/", {"q": query}).text
        link = suggested.replace(" ", "+")
        assert f'Did you mean <a href="?q={link}">{suggested}</a>?' in page, query


def test_search_suggests_no_word_that_readers_cannot_see(client):
    comment = a_comment(a_post(), "A stethoscope.", email="chrysanthemum@example.org")
    comment.hold()
    for query in ("stethoscops", "chrysanthemun"):
        assert "Did you mean" not in client.get("/search/", {"q": query}).text


def test_search_suggests_nothing_for_a_word_like_no_other(client):
    a_comment(a_post(), "A stethoscope.")
    assert "Did you mean" not in client.get("/search/", {"q": "xylophone"}).text
