"""Feeds contain absolute URLs of pictures and links, since they are read outside the site."""

import pytest

from posts.models import Post
from tests.cast import a_comment, a_post
from tests.posts.test_feeds import entries, fetched, text

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

SITE = "http://testserver"
BODIES = [
    ('<img src="/media/images/a.jpg" alt="A">', f'<img src="{SITE}/media/images/a.jpg" alt="A">'),
    (
        '<img src="/a.jpg" srcset="/a-1.webp 480w, /a-2.webp 960w" alt="">',
        f'<img src="{SITE}/a.jpg" srcset="{SITE}/a-1.webp 480w, {SITE}/a-2.webp 960w" alt="">',
    ),
    ('<a href="/tags/tea/">Tea</a>', f'<a href="{SITE}/tags/tea/">Tea</a>'),
    ('<a href="#fn1">1</a>', f'<a href="{SITE}{{path}}#fn1">1</a>'),
    ('<a href="?page=2&amp;a=b">2</a>', f'<a href="{SITE}{{path}}?page=2&amp;a=b">2</a>'),
    ('<blockquote cite="/x/">Q</blockquote>', f'<blockquote cite="{SITE}/x/">Q</blockquote>'),
    ('<a href="https://example.org/?a=1&amp;b=2">out</a>', None),
    ('<a href="mailto:a@example.org">mail</a>', None),
    ('<p>src="/a.jpg" &lt;img src="/b.jpg"&gt;</p>', None),  # words about HTML
    ('<img src="https://example.org/a.jpg" alt="see href=/x">', None),
    ('<a href="http://[">broken</a>', None),
]


@pytest.mark.parametrize(("body", "whole"), BODIES)
@pytest.mark.parametrize("path", ["/feed/", "/tags/tea/feed/", "/authors/{author}/feed/"])
def test_feeds_of_posts_hold_whole_urls_and_change_nothing_else(client, body, whole, path):
    post = a_post()
    post.tag(["Tea"])
    Post.objects.filter(pk=post.pk).update(body_html=body)
    (entry,) = entries(fetched(client, path.format(author=post.author_id)))
    expected = (whole or body).replace("{path}", post.get_absolute_url())
    assert text(entry, "content") == expected


def test_feeds_of_comments_hold_whole_urls(client):
    post = a_post()
    a_comment(post)
    post.comments.update(body_html='<p><a href="/a/">A</a></p>')
    for path in ("/comments/feed/", f"{post.get_absolute_url()}feed/"):
        (entry,) = entries(fetched(client, path))
        assert text(entry, "content") == f'<p><a href="{SITE}/a/">A</a></p>'
