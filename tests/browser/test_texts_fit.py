"""No button, label or head of a table is cut, in any language that the site has."""

import pytest
from django.test import Client
from django.utils.translation import trans_real

from posts.models import Blog, Post
from tests import longest_language, pseudo_language
from tests.browser.fitting import DESK, OWN, PUBLIC, misfits, paths_of
from tests.cast import account

pytestmark = pytest.mark.slow

MADE_UP = (pseudo_language.CODE, longest_language.CODE, longest_language.MIRRORED)


@pytest.fixture
def made_up_languages(tmp_path, settings, monkeypatch):
    """Let the site have languages of wide letters, and of the longest translations."""
    pseudo_language.write_catalogue(tmp_path)
    longest_language.write_catalogues(tmp_path)
    monkeypatch.setattr(trans_real, "_translations", {})
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path]
    settings.LANGUAGES = [*settings.LANGUAGES, *((code, code) for code in MADE_UP)]
    settings.LANGUAGES_BIDI = [*settings.LANGUAGES_BIDI, longest_language.MIRRORED]


@pytest.mark.parametrize("language", MADE_UP)
def test_every_label_fits_its_place(page, live_server, sample_blog, made_up_languages, language):
    blog = Blog.objects.current()
    blog.language = language
    blog.save()
    post = Post.objects.published().order_by("-comment_count").first()
    lines = misfits(page, [live_server.url + path for path in (*PUBLIC, *paths_of(post))])
    assert not lines, "\n".join(lines)
    client = Client()
    client.force_login(account("olga", "Owners"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    lines = misfits(page, [live_server.url + path for path in (*OWN, *DESK)])
    assert not lines, "\n".join(lines)
