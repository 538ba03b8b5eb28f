"""The menu of the head and the foot, which an owner orders."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from blogsite.pagecache.store import pages
from posts.models import Blog, MenuEntry
from posts.models.menu import is_link
from tests.cast import a_page, a_post, an_owner, bob, edda, milo

pytestmark = pytest.mark.django_db

LIST = "/admin/posts/menuentry/"
HEADER, FOOTER = MenuEntry.Area.HEADER, MenuEntry.Area.FOOTER


def an_entry(**fields):
    entry = MenuEntry(**fields)
    entry.full_clean()
    entry.save()
    return entry


def a_menu():
    """Make a menu with two entries in the head and one in the foot; return them."""
    about = a_page("about", "About us")
    return [
        an_entry(page=about),
        an_entry(url="/archive/", label="All posts"),
        an_entry(url="https://example.org/", label="Elsewhere", area=FOOTER),
    ]


def text_at(client, path):
    pages.clear()
    return " ".join(client.get(path).text.split())


def order(area=HEADER):
    return [entry.text for entry in MenuEntry.objects.filter(area=area)]


@pytest.mark.one_database
def test_every_public_page_shows_the_menu_in_head_and_foot(client):
    post = a_post()
    a_menu()
    paths = ["/", "/about/", post.get_absolute_url(), "/archive/", "/search/", "/transparency/"]
    for path in [*paths, f"{post.get_absolute_url()}respond/", "/follow/", "/nowhere/"]:
        head, foot = text_at(client, path).split('id="main"')
        assert head.index(">About us<") < head.index(">All posts<"), path
        assert "Elsewhere" not in head and 'href="https://example.org/"' in foot, path


@pytest.mark.one_database
def test_a_blog_without_a_menu_shows_no_place_for_one(client):
    assert 'class="menu"' not in text_at(client, "/")
    an_entry(page=a_page("about"))
    assert text_at(client, "/").count('class="menu"') == 1


@pytest.mark.one_database
def test_the_present_page_is_marked_for_everybody_alike(client):
    a_menu()
    page = text_at(client, "/about/")
    assert '<a href="/about/" aria-current="page">' in page
    assert page.split("</header>")[0].count("aria-current") == 1
    client.force_login(edda())
    assert text_at(client, "/about/") == page
    assert 'href="/archive/" aria-current="page"' in text_at(client, "/archive/")
    assert "aria-current" not in text_at(client, "/").split("</header>")[0]


def test_a_page_is_in_the_menu_while_it_is_published(client):
    entry = a_menu()[0]
    entry.page.unpublish()
    assert "About us" not in text_at(client, "/")
    assert "readers see it when it is published" in desk_of(client).get(LIST).text
    entry.page.publish()
    assert "About us" in text_at(client, "/")
    entry.page.move_page_to("us")
    entry.page.title = "We"
    entry.page.save()
    assert '<a href="/us/"><bdi>We</bdi></a>' in text_at(client, "/")


@pytest.mark.one_database
def test_a_change_of_the_menu_is_on_cached_pages(client):
    entry = an_entry(url="/archive/", label="Archive")
    versions = [Blog.objects.current().version]
    changes = [entry.save, lambda: entry.move(up=True), entry.delete]
    for change in (*changes, MenuEntry.objects.all().delete):
        change()
        versions.append(Blog.objects.current().version)
    assert versions == sorted(set(versions))


@pytest.mark.one_database
def test_the_menu_costs_one_query_however_long_it_is(client):
    counts = []
    for number in (1, 9):
        for each in range(number):
            an_entry(page=a_page(f"page-{number}-{each}"))
        pages.clear()
        with CaptureQueriesContext(connection) as queries:
            client.get("/archive/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.one_database
def test_labels_are_text_in_any_script(client):
    an_entry(url="/archive/", label='<b>"الأرشيف"</b>')
    page = text_at(client, "/")
    assert "<bdi>&lt;b&gt;&quot;الأرشيف&quot;&lt;/b&gt;</bdi>" in page


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("/archive/", True),
        ("/2010/?page=2#x", True),
        ("https://example.org/a?b", True),
        ("http://example.org", True),
        ("javascript:alert(1)", False),
        ("//example.org/", False),
        ("/\\example.org/", False),
        ("https:///x", False),
        ("https://[", False),
        ("data:text/html,x", False),
        ("archive/", False),
        ("/a b", False),
        ("/a\tb", False),
    ],
)
def test_a_menu_leads_to_paths_and_pages_of_the_web_only(url, is_one):
    assert is_link(url) == is_one


def test_the_database_knows_one_target_for_each_entry():
    page = a_page()
    for fields in ({}, {"page": page, "url": "/x/", "label": "x"}, {"url": "/x/"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MenuEntry.objects.create(position=1, **fields)


# Editors


def desk_of(client, user=edda):
    client.force_login(user())
    return client


def typed(**fields):
    return {"area": "header", "page": "", "url": "", "label": "", "position": ""} | fields


def test_an_editor_makes_changes_and_orders_the_menu(client):
    desk, page = desk_of(client), a_page()
    desk.post(f"{LIST}add/", typed(page=page.pk))
    desk.post(f"{LIST}add/", typed(url=" /archive/ ", label="Archive"))
    desk.post(f"{LIST}add/", typed(url="/follow/", label="By mail", position="5"))
    assert order() == ["By mail", "About us", "Archive"]
    last = MenuEntry.objects.get(url="/archive/")
    assert desk.post(f"{LIST}{last.pk}/up/")["Location"] == f"{LIST}#move-{last.pk}"
    assert order() == ["By mail", "Archive", "About us"]
    for _ in range(3):
        desk.post(f"{LIST}{last.pk}/up/")
    assert order() == ["Archive", "By mail", "About us"]
    desk.post(f"{LIST}{last.pk}/down/")
    assert order() == ["By mail", "Archive", "About us"]
    desk.post(f"{LIST}{last.pk}/delete/", {"post": "yes"})
    assert order() == ["By mail", "About us"]


def test_an_entry_comes_last_also_after_the_highest_position(client):
    desk = desk_of(client)
    desk.post(f"{LIST}add/", typed(url="/archive/", label="Archive", position="32767"))
    desk.post(f"{LIST}add/", typed(url="/follow/", label="By mail"))
    assert order() == ["Archive", "By mail"]


@pytest.mark.one_database
def test_the_list_has_buttons_that_need_no_script(client):
    first, second, other = a_menu()
    listed = desk_of(client).get(LIST).text
    assert f'formaction="{LIST}{second.pk}/up/"' in listed
    assert 'aria-label="Down: About us"' in listed
    assert listed.index("About us") < listed.index("All posts") < listed.index("Elsewhere")
    assert client.get(f"{LIST}{first.pk}/up/").status_code == 405
    other.move(up=True)
    assert (order(), order(FOOTER)) == (["About us", "All posts"], ["Elsewhere"])


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a page, or say a path or URL: one of the two."),
        ({"url": "/x/"}, "Say what the link says."),
        ({"url": "javascript:alert(1)", "label": "x"}, "Begin with / for this blog"),
        ({"url": "/x/", "label": "x" * 61}, "at most 60 characters"),
        ({"url": "/x/", "label": "x", "position": "-1"}, "greater than or equal to 0"),
        ({"url": "/x/", "label": "x", "area": "side"}, "not one of the available choices"),
    ],
)
def test_an_entry_that_leads_nowhere_is_refused_with_the_reason(client, fields, words):
    answer = desk_of(client).post(f"{LIST}add/", typed(**fields))
    assert answer.status_code == 200 and words in answer.text
    assert not MenuEntry.objects.exists()


@pytest.mark.one_database
def test_the_menu_needs_the_permission_to_change_the_blog(client):
    entry = a_menu()[0]
    for user, status in ((an_owner, 200), (edda, 200), (milo, 403), (bob, 302)):
        desk = desk_of(client, user)
        for path in (LIST, f"{LIST}add/", f"{LIST}{entry.pk}/change/", f"{LIST}{entry.pk}/delete/"):
            assert desk.get(path).status_code == status, (user, path)
        if status != 200:
            for path in ("add/", f"{entry.pk}/up/", f"{entry.pk}/delete/"):
                assert desk.post(LIST + path, typed()).status_code == status
    assert MenuEntry.objects.count() == 3


@pytest.mark.one_database
def test_about_this_blog_may_link_a_published_page(client):
    page, post = a_page("about/us", "All of us"), a_post()
    blog = Blog.objects.current()
    blog.about, blog.about_page = "We write about winters.", page
    blog.save()
    link = '<a href="/about/us/"><bdi>All of us</bdi></a>'
    assert link in text_at(client, post.get_absolute_url())
    page.unpublish()
    assert link not in text_at(client, post.get_absolute_url())
    form = desk_of(client).get("/admin/posts/blog/1/change/").context["adminform"].form
    assert list(form.fields["about_page"].queryset) == [page]
