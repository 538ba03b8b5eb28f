"""The menu of an imported blog: what of it is a menu here, and what the report says of the rest."""

import pytest

from posts.models import MenuEntry
from tests.blogsite.exports import a_category, a_meta, a_post, a_term, an_export

pytestmark = pytest.mark.django_db

SITE = "http://old.example"


def an_entry(id, title="", menu="main-menu", parent=0, order=None, **meta):
    """Return an entry of a menu, as WordPress keeps it among posts; `meta` says where it leads."""
    meta = {"menu_item_parent": parent, "type": "post_type", "object": "page"} | meta
    return a_post(
        a_term(menu, menu.replace("-", " ").title(), "nav_menu"),
        *(a_meta(f"_menu_item_{key}", value) for key, value in meta.items()),
        post_id=id,
        title=title,
        post_type="nav_menu_item",
        content="",
        **{"wp:menu_order": order or id},
    )


def a_page(id, slug, **values):
    values |= {"post_id": id, "post_name": slug, "title": slug.title(), "post_type": "page"}
    return a_post(link=f"{SITE}/{slug}/", **values)


CONTENT = (
    a_page(11, "about"),
    a_page(12, "contact"),
    a_page(13, "hidden", status="draft"),
    a_post(a_term("news", "News"), post_id=14, post_name="frost"),
)
FROST = "/2010/07/29/frost/"


def menu():
    return [(entry.area, entry.text, entry.href) for entry in MenuEntry.objects.all()]


def test_a_menu_leads_to_pages_posts_tags_and_other_sites(take):
    report = take(
        an_export(
            an_entry(21, "Us", object_id=11, order=2),
            an_entry(22, "Home", type="custom", object="custom", url=f"{SITE}/", order=1),
            an_entry(23, object="category", type="taxonomy", object_id=3),
            an_entry(24, "The frost", object="post", object_id=14),
            an_entry(25, "A friend", type="custom", object="custom", url="https://friend.example/"),
            an_entry(26, "Archive", type="custom", object="custom", url=f"{SITE}/2010/07/"),
            an_entry(27, menu="footer", object_id=12),
            *CONTENT,
            head=a_category(3, "news", "News"),
        )
    )
    assert menu() == [
        ("header", "Home", "/"),
        ("header", "Us", "/about/"),
        ("header", "News", "/tags/news/"),
        ("header", "The frost", FROST),
        ("header", "A friend", "https://friend.example/"),
        ("header", "Archive", "/2010/07/"),
        ("footer", "Contact", "/contact/"),
    ]
    assert "7 menu entries" in report
    assert "Nothing that readers can see was lost." in report


@pytest.mark.one_database
def test_what_a_menu_here_cannot_have_is_named_in_the_report(take):
    report = take(
        an_export(
            an_entry(21, "More", type="custom", object="custom", url="#"),
            an_entry(22, object_id=11, parent=21),
            an_entry(23, "Within", object_id=12, parent=22),
            an_entry(24, "Hidden", object_id=13),
            an_entry(25, "Odd", type="custom", object="custom", url="javascript:alert(1)"),
            an_entry(26, menu="social", type="custom", object="custom", url="https://x.example/"),
            *CONTENT,
        )
    )
    assert menu() == [("header", "About", "/about/")]
    assert "menu “Main Menu”: 4 × entry of a menu left out" in report
    assert "menu “Social”: 1 × menu left out" in report


@pytest.mark.one_database
def test_a_menu_of_blocks_is_a_menu_here(take):
    blocks = (
        '<!-- wp:home-link {"label":"Start"} /-->'
        '<!-- wp:navigation-link {"label":"About","type":"page","id":11,"kind":"post-type"} /-->'
        '<!-- wp:navigation-submenu {"label":"All","url":"#","kind":"custom"} -->'
        '<!-- wp:navigation-link {"label":"\\u003cb\\u003eIce\\u003c/b\\u003e","kind":"custom",'
        '"url":"https://ice.example/"} /--><!-- /wp:navigation-submenu -->'
    )
    navigation = a_post(post_id=31, post_type="wp_navigation", content=blocks)
    take(an_export(navigation, *CONTENT))
    assert menu() == [
        ("header", "Start", "/"),
        ("header", "About", "/about/"),
        ("header", "Ice", "https://ice.example/"),
    ]


@pytest.mark.one_database
def test_a_menu_of_this_blog_stays_as_it_is(take):
    MenuEntry.objects.create(url="/archive/", label="Archive")
    report = take(an_export(an_entry(21, "Us", object_id=11), *CONTENT))
    assert menu() == [("header", "Archive", "/archive/")]
    assert "menus of the old site (1): this blog has a menu of its own" in report


def test_a_menu_is_imported_once_and_a_dry_run_foretells_it(take):
    export = an_export(an_entry(21, "Us", object_id=11), *CONTENT)
    assert "1 menu entry" in take(export, dry_run=True)
    assert menu() == []
    take(export)
    again = take(export)
    assert "Came in: nothing" in again and "menus of the old site" not in again
    assert menu() == [("header", "Us", "/about/")]
