"""Pages of other sites read the API in a browser only if an owner has entered their site."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.test import Client

from blogsite.pagecache.store import pages
from posts.models import Blog, Site
from tests.blogsite.test_pagecache_wsgi import Site as FastSite
from tests.cast import a_comment, a_post, account, an_owner, edda, mona

OWN, OTHER = "https://www.own.example", "https://evil.example"
ALLOW = "Access-Control-Allow-Origin"

pytestmark = pytest.mark.django_db


@pytest.fixture
def path():
    post = a_post()
    a_comment(post)
    return f"/api/v1/conversations/{post.pk}/"


@pytest.mark.one_database
def test_no_other_site_reads_anything_at_first(path):
    for origin in (OWN, OTHER, "null", "https://testserver", "x" * 8_000, "\x00"):
        answer = Client().get(path, headers={"Origin": origin})
        assert answer.status_code == 200 and ALLOW not in answer
        assert "Origin" in answer["Vary"]


@pytest.mark.one_database
def test_a_site_that_an_owner_entered_reads_answers_and_problems(path):
    Site.objects.create(origin=OWN)
    for url, status in ((path, 200), ("/api/v1/nowhere/", 404), (f"{path}?x=1", 400)):
        own, other = (Client().get(url, headers={"Origin": each}) for each in (OWN, OTHER))
        assert own.status_code == other.status_code == status
        assert own[ALLOW] == OWN and ALLOW not in other
        assert "Access-Control-Allow-Credentials" not in own
    assert ALLOW not in Client().get("/", headers={"Origin": OWN})


@pytest.mark.one_database
def test_a_browser_that_asks_first_hears_what_it_may_send(path):
    Site.objects.create(origin=OWN)
    question = {"Access-Control-Request-Method": "POST"}
    answer = Client().options("/api/v1/counts/", headers=question | {"Origin": OWN})
    assert (answer.status_code, answer[ALLOW]) == (204, OWN)
    assert "POST" in answer["Access-Control-Allow-Methods"]
    refused = Client().options("/api/v1/counts/", headers=question | {"Origin": OTHER})
    assert refused.status_code == 403 and ALLOW not in refused


@pytest.mark.django_db(transaction=True)
def test_a_cached_answer_names_the_site_that_asks_and_forgets_a_deleted_one(path, monkeypatch):
    site, own = FastSite(), Site.objects.create(origin=OWN)
    expected = [(None, OWN), (None, None), (OWN, OWN), (OTHER, None), (None, None)]
    for _ in range(2):
        for origin, allowed in ((None, None), (OWN, OWN), (OTHER, None), (OWN, OWN)):
            _, headers, _ = site.get(path, **({"Origin": origin} if origin else {}))
            assert headers.get(ALLOW) == allowed, expected
    # Each of the three was asked once, and the site that is not entered each time.
    assert site.requests == 4
    version = Blog.objects.current().version
    own.delete()
    assert Blog.objects.current().version > version
    for page in pages.pages.values():
        page.fresh_until = 0
    for _ in range(2):
        _, headers, _ = site.get(path, Origin=OWN)
        assert ALLOW not in headers


@pytest.mark.one_database
def test_an_origin_is_written_as_browsers_send_it():
    for origin in (OWN, "http://localhost:8000", "https://xn--bcher-kva.example"):
        Site(origin=origin).full_clean()
    for origin in ("*", "null", "https://a.example/", "ftp://a.example", "https://A.example", "a"):
        with pytest.raises(ValidationError):
            Site(origin=origin).full_clean()


@pytest.mark.one_database
def test_owners_alone_enter_sites(client):
    owner = account("rosa", "Owners")
    assert owner.groups.get() == Group.objects.get(name="Owners")
    for person, status in ((owner, 302), (an_owner(), 302), (edda(), 403), (mona(), 403)):
        client.force_login(person)
        answer = client.post("/admin/posts/site/add/", {"origin": f"https://x{person.pk}.example"})
        assert answer.status_code == status
    assert Site.objects.count() == 2
