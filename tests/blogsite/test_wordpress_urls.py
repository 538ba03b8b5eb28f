"""URLs of a WordPress blog after its import: each answers, with one redirect at most."""

from urllib.parse import urlsplit

import pytest

from accounts.models import User
from blogsite.pagecache.store import pages
from comments.models import Comment
from posts.models import Post
from tests.blogsite.exports import (
    a_category,
    a_comment,
    a_post,
    a_term,
    an_attachment,
    an_author,
    an_export,
)

SITE = "http://old.example"
NOTE = "/2014/05/06/note-1/"


def a_note(number, *inside, link=None, day="06", **values):
    link = link or f"/2014/05/{day}/note-{number}/"
    date = f"2014-05-{day} 10:{number % 60:02}:00"
    fields = {
        "title": f"Note {number}",
        "post_name": f"note-{number}",
        "post_id": number,
        "link": f"{SITE}{link}",
        "guid": f"{SITE}/?p={number}",
        "creator": "ada.l",
        "post_date": date,
        "post_date_gmt": date,
    }
    return a_post(a_term("news", "News"), *inside, **fields | values)


def a_page(number, name, link, **values):
    return a_note(number, link=link, title=name.title(), post_name=name, post_type="page", **values)


COMMENTS = [a_comment(100 + number, f"Answer {number}") for number in range(1, 121)]
EXPORT = an_export(
    a_note(1, a_term("harbour", "The harbour"), a_term("tea", "Tea", "post_tag"), *COMMENTS),
    a_note(2, link="/note-2/"),
    a_note(3, link="/archives/3"),
    a_note(4, link="/news/note-4/"),
    a_note(5, link="/index.php/2014/05/07/note-5/", day="07"),
    a_note(6, link="/2014/05/08/Gr%C3%BC%C3%9Fe/", post_name="gr%c3%bc%c3%9fe", day="08"),
    a_note(7, link="/old-folder/Page_Seven.html", post_name="note-7"),
    a_page(800, "about", link="/about/"),
    a_page(801, "team", link="/about/team/", **{"wp:post_parent": 800}),
    an_attachment(900, "boat.jpg", 1, link=f"{SITE}{NOTE}boat/"),
    *(a_note(number, a_term("tea", "Tea", "post_tag")) for number in range(10, 55)),
    authors=an_author(7, "ada.l", "ada@old.example", "Ada L"),
    head=a_category()
    + a_category(1, "uncategorized", "Uncategorized")
    + a_category(4, "harbour", "The harbour", "news"),
    site=SITE,
)
GREETING = "/2014/05/08/gr%C3%BC%C3%9Fe/"
AUTHOR = "/authors/ADA/"

# What is asked for, and where the text is: the same URL where it answers by itself.
ANSWERS = [
    # Posts by number, date, name
    ("/?p=1", NOTE),
    ("/index.php?p=1", NOTE),
    ("/?p=1&utm_source=letter", f"{NOTE}?utm_source=letter"),
    ("/?page_id=2", "/2014/05/06/note-2/"),
    ("/?p=6", GREETING),
    ("/?post_type=post&p=1&preview=true", NOTE),
    ("/?name=note-1", NOTE),
    (NOTE, NOTE),
    ("/2014/05/06/note-1", NOTE),
    ("/2014/05/06/Note-1/", NOTE),
    ("/2014/05/note-1/", NOTE),
    ("/note-1/", NOTE),
    ("/note-1", NOTE),
    ("/note-1.html", NOTE),
    ("/news/note-1/", NOTE),
    ("/category/news/note-1/", NOTE),
    ("/archives/1", NOTE),
    ("/archives/1.html", NOTE),
    ("/1/", NOTE),
    ("/note-2/", "/2014/05/06/note-2/"),
    ("/archives/3", "/2014/05/06/note-3/"),
    ("/archives/3/", "/2014/05/06/note-3/"),
    ("/news/note-4/", "/2014/05/06/note-4/"),
    ("/harbour/note-4/", "/2014/05/06/note-4/"),
    ("/index.php/2014/05/07/note-5/", "/2014/05/07/note-5/"),
    ("/index.php/2014/05/06/note-1/", NOTE),
    ("/2014/05/06/note-1/index.html", NOTE),
    ("/2014//05/06/note-1/", NOTE),
    ("/2014/05/08/gr%c3%bc%c3%9fe/", "/2014/05/08/gr%c3%bc%c3%9fe/"),
    ("/index.php/2014/05/08/gr%c3%bc%c3%9fe/", GREETING),
    ("/2014/05/08/Gr%C3%BC%C3%9Fe/", GREETING),
    ("/2014/05/08/gru%CC%88%C3%9Fe/", "/2014/05/08/gru%CC%88%C3%9Fe/"),
    ("/old-folder/page_seven.html", "/2014/05/06/note-7/"),
    ("/category/uncategorized/", "/archive/"),
    ("/?cat=1", "/archive/"),
    # Other views of a post
    (f"{NOTE}?replytocom=101", f"{NOTE}?replytocom=101"),
    (f"{NOTE}?share=twitter", f"{NOTE}?share=twitter"),
    (f"{NOTE}?utm_source=letter", f"{NOTE}?utm_source=letter"),
    ("/note-1/?replytocom=101&share=x", NOTE),
    (f"{NOTE}trackback/", NOTE),
    (f"{NOTE}amp/", NOTE),
    (f"{NOTE}embed/", NOTE),
    (f"{NOTE}print/", NOTE),
    (f"{NOTE}2/", NOTE),
    (f"{NOTE}comment-page-1/", NOTE),
    (f"{NOTE}comment-page-2/", f"{NOTE}?page=2"),
    (f"{NOTE}comment-page-99/", f"{NOTE}?page=3"),
    ("/note-1/comment-page-2/", f"{NOTE}?page=2"),
    ("/?p=1&cpage=2", f"{NOTE}?page=2"),
    # Parameters of this site's own, which old URLs may have by chance or from here
    ("/?p=1&page=99", f"{NOTE}?page=3"),
    ("/note-2/?page=abc&sort=none&view=none", "/2014/05/06/note-2/"),
    ("/note-1/?sort=newest&page=2", f"{NOTE}?sort=newest&page=2"),
    ("/note-1/?view=whole&page=2", f"{NOTE}?view=whole"),
    ("/index.php?page=99", "/?page=3"),
    ("/tag/tea/?page=-1", "/tags/tea/"),
    (f"{NOTE}boat/", NOTE),
    ("/?attachment_id=900", NOTE),
    # Pages
    ("/?page_id=800", "/about/"),
    ("/?p=801", "/about/team/"),
    ("/?pagename=about/team", "/about/team/"),
    ("/about", "/about/"),
    ("/about/team", "/about/team/"),
    ("/index.php/about/team/", "/about/team/"),
    ("/about/comment-page-1/", "/about/"),
    ("/about/feed/", "/about/feed/"),
    # Lists
    ("/page/2/", "/?page=2"),
    ("/page/99/", "/?page=3"),
    ("/?paged=2", "/?page=2"),
    ("/index.php", "/"),
    ("/index.html", "/"),
    ("/category/news/", "/tags/news/"),
    ("/category/News", "/tags/news/"),
    ("/category/news/harbour/", "/tags/harbour/"),
    ("/category/harbour/", "/tags/harbour/"),
    ("/category/news/page/3/", "/tags/news/?page=3"),
    ("/category/news/index.html", "/tags/news/"),
    ("/index.php/category/news/", "/tags/news/"),
    ("/?cat=3", "/tags/news/"),
    ("/?cat=4", "/tags/harbour/"),
    ("/?cat=3&paged=2", "/tags/news/?page=2"),
    ("/?category_name=news/harbour", "/tags/harbour/"),
    ("/tag/tea/", "/tags/tea/"),
    ("/tag/tea/page/2/", "/tags/tea/?page=2"),
    ("/?tag=tea", "/tags/tea/"),
    ("/author/ada-l/", AUTHOR),
    ("/author/ada-l/page/2/", f"{AUTHOR}?page=2"),
    ("/?author=7", AUTHOR),
    ("/?author_name=ada-l", AUTHOR),
    ("/?m=201405", "/2014/05/"),
    ("/?m=2014", "/2014/"),
    ("/?m=20140507", "/2014/05/07/"),
    ("/?year=2014&monthnum=5", "/2014/05/"),
    ("/2014/", "/2014/"),
    ("/2014/05/", "/2014/05/"),
    ("/2014/5/", "/2014/05/"),
    ("/2014/05/page/2/", "/2014/05/?page=2"),
    ("/date/2014/05/", "/2014/05/"),
    ("/archives/date/2014/05/07", "/2014/05/07/"),
    ("/?s=red+sky", "/search/?q=red+sky"),
    ("/search/red+sky/", "/search/?q=red+sky"),
    # Feeds
    ("/feed/", "/feed/"),
    ("/feed/rss/", "/feed/"),
    ("/feed/rss2/", "/feed/"),
    ("/feed/rdf", "/feed/"),
    ("/feed/atom/", "/feed/"),
    ("/rss", "/feed/"),
    ("/index.php/feed/", "/feed/"),
    ("/?feed=rss2", "/feed/"),
    ("/?feed=atom", "/feed/"),
    ("/wp-rss2.php", "/feed/"),
    ("/wp-atom.php", "/feed/"),
    ("/wp-feed.php", "/feed/"),
    ("/comments/feed/", "/comments/feed/"),
    ("/comments/feed/rss2/", "/comments/feed/"),
    ("/wp-commentsrss2.php", "/comments/feed/"),
    ("/?feed=comments-rss2", "/comments/feed/"),
    (f"{NOTE}feed/", f"{NOTE}feed/"),
    (f"{NOTE}feed/atom/", f"{NOTE}feed/"),
    ("/note-1/feed/", f"{NOTE}feed/"),
    ("/?feed=rss2&p=1", f"{NOTE}feed/"),
    ("/category/news/feed/", "/tags/news/feed/"),
    ("/category/news/feed/rss2/", "/tags/news/feed/"),
    ("/?cat=3&feed=rss2", "/tags/news/feed/"),
    ("/tag/tea/feed/", "/tags/tea/feed/"),
    ("/author/ada-l/feed/", f"{AUTHOR}feed/"),
    ("/sitemap_index.xml", "/sitemap.xml"),
    ("/wp-sitemap.xml", "/sitemap.xml"),
    ("/post-sitemap.xml", "/sitemap.xml"),
]


@pytest.fixture
def blog(take):
    pages.clear()
    take(EXPORT)


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.slow
def test_every_old_url_answers_with_one_redirect_at_most(blog, client):
    assert len(ANSWERS) > 60
    author = f"/authors/{User.objects.get(username='ada.l').pk}/"
    expected = {old: new.replace(AUTHOR, author) for old, new in ANSWERS}
    assert {old: answer_of(client, old) for old in expected} == expected


def answer_of(client, url):
    """Return the path at which a URL is answered with 200, or what it answers instead."""
    path, _, query = url.partition("?")
    first = client.get(path, query_params=None, QUERY_STRING=query)
    if first.status_code == 200:
        return url
    there = first.get("Location", "")
    if first.status_code != 301 or urlsplit(there).netloc or client.get(there).status_code != 200:
        return first.status_code, there
    return there


UNKNOWN = [
    *("/?p=999", "/?cat=99", "/?author=99", "/?tag=x", "/?m=1999", "/?m=20149999", "/?p=1e9"),
    *("/?p=٣", "/?cat=-3", "/?m=0", "/category/", "/category/x/", "/author/x/", "/1999/01/"),
    *("/comment-page-2/", "/note-999/", "/wp-login.php", "/wp-admin/", "/x/page/2/", "/%00/"),
    *("/note-1/feed/x/", "/\\evil.example/", "/%2F%2Fevil.example", "/?name=//evil.example/"),
    *("/?name=note-1&p=x", "/2015/05/note-1/", "/?category_name=%00", "/0000/00/", "/?s=%00"),
    *("/?feed=//evil.example", "/index.php//evil.example/", "/?s=//evil.example", f"/{'a/' * 300}"),
]


@pytest.mark.one_database
@pytest.mark.django_db
def test_what_the_old_blog_did_not_have_never_leads_astray(blog, client):
    for url in UNKNOWN:
        response = client.get(url)
        there = response.get("Location", "")
        assert response.status_code == (301 if there else response.status_code)
        assert not urlsplit(there).netloc and not there.startswith(("//", "/\\")), url
        assert not there or client.get(there).status_code == 200, url


@pytest.mark.one_database
@pytest.mark.django_db
def test_an_unknown_number_does_not_show_the_front_page(blog, client):
    for url in ("/?attachment_id=9999", "/?p=9999", "/?page_id=9999", "/?cat=99", "/?author=99"):
        assert client.get(url).status_code == 404, url
    assert client.get("/?author=me&utm_source=letter").status_code == 200


@pytest.mark.django_db
def test_an_old_url_costs_few_queries_and_a_current_page_no_more(
    blog, client, django_assert_max_num_queries
):
    for url in ("/?p=1", "/category/news/page/2/", f"{NOTE}comment-page-2/", "/nothing/at/all/"):
        with django_assert_max_num_queries(9):
            client.get(url)
    client.get(NOTE)
    with django_assert_max_num_queries(1):
        assert client.get(NOTE).status_code == 200


@pytest.mark.one_database
@pytest.mark.django_db
def test_a_blog_in_a_directory_keeps_its_old_urls(take, client):
    take(EXPORT.replace(SITE, f"{SITE}/blog"))
    pages.clear()
    for old, new in [
        (f"/blog{NOTE}", NOTE),
        ("/blog/?p=1", NOTE),
        ("/blog/category/news/", "/tags/news/"),
        ("/blog/feed/", "/feed/"),
        ("/blog/page/2/", "/?page=2"),
        ("/blog/", "/"),
    ]:
        assert answer_of(client, old) == new


@pytest.mark.django_db
def test_a_post_that_readers_do_not_see_has_no_old_url_either(blog, client):
    Post.objects.get(slug="note-2").unpublish()
    assert client.get("/note-2/").status_code == 404
    pages.clear()
    assert client.get("/?p=2").status_code == 404


@pytest.mark.django_db
def test_the_number_of_a_comment_leads_to_it_on_its_page(blog, client):
    post = Post.objects.get(slug="note-1")
    assert Comment.objects.earliest("pk").pk > 220
    for number, page in ((101, ""), (160, "?page=2")):
        comment = Comment.objects.get(body=f"Answer {number - 100}")
        there = client.get(f"/posts/{post.pk}/old-comments/{number}/")["Location"]
        assert there == f"{NOTE}{page}#comment-{comment.pk}"
    unknown = client.get(f"/posts/{post.pk}/old-comments/99/")["Location"]
    assert unknown == f"{NOTE}#comments"


@pytest.mark.django_db
def test_a_hidden_comment_is_not_named_by_its_old_number(blog, client):
    post = Post.objects.get(slug="note-1")
    Comment.objects.get(body="Answer 1").remove()
    there = client.get(f"/posts/{post.pk}/old-comments/101/")["Location"]
    assert there == f"{NOTE}#comments"
