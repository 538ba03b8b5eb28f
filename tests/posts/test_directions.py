"""Names, titles, lists and tables beside text that runs the other way."""

import pytest

from posts.templatetags.articles import as_article
from tests.cast import a_comment, a_post, alice, edda

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
TITLE = "ساعة <b> (4:15)"
SHOWN = "<bdi>ساعة &lt;b&gt; (4:15)</bdi>"


def test_a_title_or_a_name_in_a_sentence_keeps_its_own_direction(client):
    post = a_post(title=TITLE)
    author = edda()
    author.display_name = "Edda M."
    author.save()
    comment = a_comment(post, by=alice())
    assert "<bdi>Edda M.</bdi>" in client.get(post.get_absolute_url()).text
    assert SHOWN in client.get(f"/comments/{comment.pk}/reply/").text
    client.force_login(alice())
    assert SHOWN in client.get("/comments/mine/").text


def test_a_list_has_the_direction_of_its_words_unless_its_author_chose_one():
    html = '<ul><li>א</li></ul><ol dir="rtl"><li>a</li></ol><table><tbody></tbody></table>'
    article = as_article(html)
    assert '<ul dir="auto">' in article and '<table dir="auto">' in article
    assert '<ol dir="rtl">' in article
