"""No button, label or head of a table is cut, in any language that the site has."""

import pytest
from django.test import Client
from django.utils.translation import trans_real

from accounts.languages import site_languages
from posts.models import Blog, Post
from tests import pseudo_language
from tests.browser.fitting import misfits
from tests.cast import account

pytestmark = pytest.mark.slow

PUBLIC = [
    *("/", "/archive/", "/search/?q=clock", "/accounts/login/", "/accounts/signup/"),
    *("/accounts/password/reset/", "/transparency/", "/comments/mine/", "/nowhere/"),
]
DESK = [
    *("/accounts/", "/admin/", "/admin/moderation/heldcomment/", "/admin/moderation/appeal/"),
    *("/admin/moderation/reportedcomment/", "/admin/moderation/decision/"),
    *("/admin/moderation/rule/", "/admin/moderation/houserule/", "/admin/moderation/ban/add/"),
    *("/admin/posts/post/add/", "/admin/posts/look/", "/admin/posts/blog/1/change/"),
    *("/admin/posts/wording/", "/admin/accounts/person/"),
]


@pytest.fixture
def pseudo_catalogue(tmp_path, settings, monkeypatch):
    """Let the site have a language whose letters are twice as wide, too."""
    pseudo_language.write_catalogue(tmp_path)
    monkeypatch.setattr(trans_real, "_translations", {})
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS, tmp_path]
    settings.LANGUAGES = [*settings.LANGUAGES, (pseudo_language.CODE, "Wide")]


@pytest.mark.parametrize("language", [*site_languages(), pseudo_language.CODE])
def test_every_label_fits_its_place(page, live_server, sample_blog, pseudo_catalogue, language):
    blog = Blog.objects.current()
    blog.language = language
    blog.save()
    post = Post.objects.published().order_by("-comment_count").first()
    comment = post.comments.published().first()
    paths = [f"/comments/{comment.pk}/{step}/" for step in ("reply", "report", "thread")]
    paths += [post.get_absolute_url(), f"{post.get_absolute_url()}respond/"]
    urls = [live_server.url + path for path in (*PUBLIC, *paths)]
    lines = misfits(page, urls)
    assert not lines, "\n".join(lines)
    client = Client()
    client.force_login(account("olga", "Owners"))
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    lines = misfits(page, [live_server.url + path for path in DESK])
    assert not lines, "\n".join(lines)
