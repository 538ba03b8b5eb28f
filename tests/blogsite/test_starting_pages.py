"""Drafts of the pages that most blogs need: true to the code, made once, published by people."""

import re
from html import unescape
from importlib import metadata
from pathlib import Path

import pytest
from django.conf import settings

from accounts.privacy import Download, holdings
from blogsite.embed.cookies import NAMES
from blogsite.starting_pages import browser_stores
from blogsite.starting_pages.drafts import STARTING_PAGES, make_drafts
from blogsite.starting_pages.licences import packages
from moderation.models import HouseRuleVersion
from posts.models import Blog, Page
from posts.placeholders import placeholders_in
from tests.cast import a_page, bob, edda, milo

URL = "/admin/starting-pages/"
CODES = [page.code for page in STARTING_PAGES]
APPS = ("accounts", "blogsite", "comments", "moderation", "posts")


@pytest.fixture
def desk(client, db):
    client.force_login(edda())
    return client


def made(code):
    return make_drafts([code], by=edda())[0]


def test_an_editor_makes_drafts_that_nobody_else_reads_yet(desk):
    assert desk.get("/admin/posts/page/").text.count(URL) == 1
    offered = desk.get(URL).text
    assert all(f'value="{code}"' in offered for code in CODES) and "checked" not in offered
    assert "Choose at least one page" in desk.post(URL, follow=True).text
    assert desk.post(URL, {"codes": CODES})["Location"] == URL
    pages = Page.objects.filter(place="page")
    assert {page.state for page in pages} == {"draft"} and len(pages) == len(CODES)
    assert {page.page_path for page in pages} == {str(page.path) for page in STARTING_PAGES}
    assert all(desk.get(page.get_absolute_url()).status_code == 404 for page in pages)
    assert all(page.revisions.get().by == edda() for page in pages)


def test_a_page_is_made_once_whatever_became_of_it(desk):
    page = made("imprint")
    page.title, page.page_path = "Impressum", "impressum"
    page.save()
    desk.post(URL, {"codes": ["imprint", "imprint", "nothing"]})
    assert Page.objects.filter(place="page").count() == 1
    page = desk.get(URL).text
    assert 'value="imprint"' not in page and "Impressum" in page


@pytest.mark.one_database
def test_a_draft_takes_a_free_path_where_the_owner_has_one_already(desk):
    a_page("privacy")
    assert made("privacy").page_path == "privacy-2"


@pytest.mark.one_database
def test_the_page_says_what_is_to_be_filled_in(desk):
    page = made("imprint")
    words = placeholders_in(page.body_html)
    assert "an e-mail that somebody reads" in words and len(words) == 6
    listed = desk.get(URL).text
    assert all(f"<li>{each}</li>" in listed for each in words)
    page.write(re.sub(r"<mark>.*?</mark>", "Edda", page.body))
    page.save()
    assert "To be filled in" not in desk.get(URL).text


def words_of(html):
    return unescape(re.sub(r"<[^>]*>", " ", html)).split()


@pytest.mark.one_database
def test_an_editor_who_publishes_it_reads_what_is_left_to_fill_in(desk):
    page = made("imprint")
    url = f"/admin/posts/page/{page.pk}/change/"
    sent = desk.get(url).context["adminform"].form.initial
    sent = {name: "" if value is None else value for name, value in sent.items()}
    answer = desk.post(url, sent | {"_publish": "1"}, follow=True).text
    assert "Still to be filled in or deleted: Name of the person or company" in answer
    page.refresh_from_db()
    assert page.is_published
    sent |= {"body": "<p>Edda, Lake Road 1</p>", "based_on": page.updated.isoformat()}
    assert "Still to be filled in" not in desk.post(url, sent | {"_save": "1"}, follow=True).text


@pytest.mark.one_database
@pytest.mark.parametrize("code", CODES)
def test_the_editor_keeps_all_of_a_draft(code, db):
    page = made(code)
    assert page.body_html.count("<td") == page.body.count("<td")
    assert words_of(page.body_html) == words_of(page.body)
    assert "{%" not in page.body and "{{" not in page.body


@pytest.mark.one_database
def test_only_those_who_may_write_pages_are_offered_drafts(client, db):
    for user, status in ((milo, 403), (bob, 302)):
        client.force_login(user())
        assert client.get(URL).status_code == client.post(URL, {"codes": CODES}).status_code
        assert client.get(URL).status_code == status
    assert not Page.objects.filter(place="page").exists()


# Privacy


@pytest.mark.one_database
def test_privacy_names_all_that_the_apps_hold_and_when_it_ends(db):
    text = unescape(made("privacy").body_html)
    for holding in holdings():
        is_download = isinstance(holding.download, Download)
        assert str(holding.download.title if is_download else holding.download) in text
        assert str(holding.remains) in text
        for ending in holding.retention:
            days = ending.after.days
            term = f" after {days} day{'s' if days > 1 else ''}" if days else " within a day"
            assert f"{ending.title}{term}" in text


@pytest.mark.one_database
def test_privacy_names_every_cookie_and_browser_store(db):
    text = unescape(made("privacy").body_html)
    for store in (*browser_stores.COOKIES, *browser_stores.READERS, *browser_stores.STAFF):
        assert f"<code>{store.name}</code>" in text and str(store.purpose) in text


def sources(*folders, suffix):
    for folder in folders:
        for path in sorted((settings.BASE_DIR / folder).rglob(f"*{suffix}")):
            yield path, path.read_text()


def test_the_list_of_cookies_is_that_of_the_code():
    code = list(sources(*APPS, suffix=".py"))
    setting = [path.name for path, text in code if ".set_cookie(" in text]
    assert setting == ["guests.py"], "name the new cookie in browser_stores.py"
    ours = {name for _, text in code for name in re.findall(r'_COOKIE = "([^"]+)"', text)}
    assert all(name.startswith("soundoff_frame_") for name in NAMES.values())
    ours |= {"soundoff_frame_*"}
    djangos = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, "messages"}
    assert {cookie.name for cookie in browser_stores.COOKIES} == ours | djangos
    assert "FallbackStorage" in settings.MESSAGE_STORAGE  # whose cookie is the last


STORE = re.compile(r"(?:local|session)Storage\b")
OUR_NAME = re.compile(r"""["`]((?:soundoff[:-]|desk\.).*?)["`];""")
PACKAGES_NAME = re.compile(r'Storage\.setItem\(\s*"([^"]+)"')


def names_in(script) -> set[str]:
    """Return the names under which a script of ours stores something, with * for what varies."""
    return {re.sub(r"\$\{.*?\}(?=:|$)", "*", name) for name in OUR_NAME.findall(script)}


def test_the_list_of_browser_stores_is_that_of_the_code():
    scripts = sources("static/js", suffix=".js")
    scripts = [(path, text) for path, text in scripts if STORE.search(text)]
    names = {path.name: names_in(text) for path, text in scripts}
    assert all(names.values()), names
    ours = {name for each in names.values() for name in each}
    assert ours == {
        *("soundoff:draft:", "soundoff:tab", "soundoff:sent", "soundoff:*", "soundoff:visits"),
        *("soundoff:folded", "soundoff-hidden", "soundoff:key-n-off", "soundoff:*:*", "desk.keys"),
        "soundoff:nonce",
    }
    remembered = {
        name
        for _, text in sources(*APPS, suffix=".py")
        for name in re.findall(r'"data-remember": "(\w+)"', text)
    }
    of_forms = {f"soundoff:{name}" for name in remembered}
    of_editor = {"soundoff:post:*", "soundoff:page:*"}
    varying = {"soundoff:*", "soundoff:*:*", "soundoff:draft:"}
    expected = (ours - varying) | of_forms | of_editor | {"soundoff:draft:*"}
    listed = {store.name for store in (*browser_stores.READERS, *browser_stores.STAFF)}
    assert {name for name in listed if name.startswith(("soundoff", "desk."))} == expected


def files_of(package, folder):
    return Path(metadata.distribution(package).locate_file(folder))


def test_the_list_names_what_packages_store_in_browsers():
    listed = {store.name for store in (*browser_stores.READERS, *browser_stores.STAFF)}
    admin = files_of("django", "django/contrib/admin/static/admin/js").glob("*.js")
    names = {name for path in admin for name in PACKAGES_NAME.findall(path.read_text())}
    assert {name for name in names if not name.startswith("django.admin.")} == {"theme"}
    assert {"django.admin.*", "theme"} <= listed
    htmx = files_of("django-htmx", "django_htmx/static/django_htmx/htmx-2.min.js")
    names = set(PACKAGES_NAME.findall(htmx.read_text()))
    # The other is for pages that change the URL without a request, as none of ours does.
    assert names - {"htmx-history-cache"} == {"htmx-current-path-for-history"} <= listed


# The others


@pytest.mark.one_database
def test_how_we_moderate_has_the_house_rules_in_force(db):
    text = made("moderation").body_html
    rules = list(HouseRuleVersion.objects.in_force())
    assert rules and all(rule.title in text and rule.text in text for rule in rules)
    assert "/transparency/" in text and "articles 12 and 14" in text


@pytest.mark.one_database
def test_licences_are_those_of_the_installed_packages(db):
    names = {package.name.lower(): package for package in packages()}
    assert names["django"].licence == "BSD-3-Clause"
    assert names["django"].version == metadata.version("django")
    assert not {"pytest", "ruff"} & names.keys()
    assert [package.name for package in packages() if not package.licence] == []
    text = made("licences").body_html
    assert all(f"<td>{package.version}</td>" in text for package in names.values())


@pytest.mark.one_database
def test_drafts_are_made_in_the_language_of_the_blog(db):
    blog = Blog.objects.current()
    blog.language = "de"
    blog.save()
    assert made("imprint").title == "Impressum"
