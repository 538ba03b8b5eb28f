"""What went wrong with exports of real blogs: each body, and what a reader must find of it here."""

import pytest
from django.core.management import CommandError

from blogsite.pagecache.store import pages
from posts.models import Post, Tag
from tests.blogsite.exports import a_comment, a_picture, a_post, a_term, an_author, an_export

pytestmark = pytest.mark.django_db

SITE = "https://harbour.example"
UPLOADS = f"{SITE}/wp-content/uploads"


@pytest.fixture(autouse=True)
def empty_page_cache():
    pages.clear()


def a_note(number, body, *inside, **values):
    values = {
        "post_id": number,
        "post_name": f"note-{number}",
        "link": f"{SITE}/2014/05/06/note-{number}/",
        "creator": "ada",
        "post_date": "2014-05-06 10:00:00",
        "post_date_gmt": "2014-05-06 10:00:00",
    } | values
    return a_post(*inside, content=body, **values)


def an_export_of(*items):
    return an_export(*items, authors=an_author(1, "ada", name="Ada"), site=SITE)


@pytest.fixture
def article(take, client):
    """Return a function that imports a body and gives the article as its page shows it."""

    def article(body, *items):
        take(an_export_of(a_note(1, body), *items))
        post = Post.objects.get()
        assert client.get(post.get_absolute_url()).status_code == 200
        return post.body_html

    return article


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("body", "url"),
    [
        ("[youtube Abc_12-xyZ9]", "https://www.youtube.com/watch?v=Abc_12-xyZ9"),
        ("[vimeo 1234567 w=400&h=300]", "https://vimeo.com/1234567"),
        ("[youtube=ccc]", "https://www.youtube.com/watch?v=ccc"),
        ("[youtube]bbb[/youtube]", "https://www.youtube.com/watch?v=bbb"),
        ('[soundcloud id="77"]', "api.soundcloud.com/tracks/77"),
    ],
)
def test_a_medium_with_an_id_alone_is_a_link_that_works(article, body, url):
    html = article(body)
    assert f'<figure class="embed"><a href="{url}' in html or f"{url}" in html
    assert "[" not in html


@pytest.mark.one_database
def test_code_of_any_plugin_keeps_every_character(article):
    code = "if (a < b && c > d) { List<string> names = new List<string>(); }"
    names = ("csharp", "perl", "java", "python", "bash", "sql", "cc", "cce", "crayon")
    html = article("\n\n".join(f"[{name}]\n{code}\n[/{name}]" for name in names))
    written = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html.count("<pre><code") == html.count(f">{written}</code></pre>") == len(names)


@pytest.mark.one_database
def test_code_within_a_sentence_stays_in_it(article):
    html = article('x [php]<?php echo "hi"; ?>[/php] y')
    assert '&lt;?php echo "hi"; ?&gt;' in html
    assert html.startswith("<p>x</p>") and html.endswith("<p>y</p>")


@pytest.mark.one_database
@pytest.mark.parametrize("text", ["[2013]", "[sic]", "array[i]"])
def test_brackets_of_a_sentence_stay_text(article, text):
    assert article(f"So {text} it was.") == f"<p>So {text} it was.</p>"


@pytest.mark.one_database
def test_words_beside_a_picture_that_is_missing_stay_apart(article):
    tag = f'<img class="aligncenter" src="{UPLOADS}/a.jpg" alt="a boat" />'
    assert article(f"The boat{tag}came home.").count("boat ") == 1
    assert Post.objects.get().summary == "The boat Image: a boat came home."


@pytest.mark.one_database
def test_footnotes_by_hand_lead_down_and_up_again(article):
    html = article(
        'A claim.<sup><a href="#fn1" id="ref1">1</a></sup>\n\n'
        '<ol><li id="fn1">The proof. <a href="#ref1">back</a></li></ol>'
    )
    assert '<a href="#text-fn1" id="text-ref1">1</a>' in html
    assert '<li id="text-fn1">The proof. <a href="#text-ref1">back</a></li>' in html


@pytest.mark.one_database
def test_a_page_comes_with_the_comments_below_it(take, client):
    comments = [a_comment(1, "Where is it?"), a_comment(2, "By the pier.", parent=1)]
    page = a_note(5, "Us.", *comments, post_type="page", post_name="about", link=f"{SITE}/about/")
    take(an_export_of(page))
    page = client.get("/about/").text
    assert "Where is it?" in page and "By the pier." in page


def test_terms_that_differ_by_a_sign_are_three_tags(take):
    take(
        an_export_of(
            a_note(
                1,
                "x",
                a_term("c-sharp", "C#"),
                a_term("cplusplus", "C++", "post_tag"),
                a_term("c", "C", "post_tag"),
            )
        )
    )
    assert set(Tag.objects.values_list("name", "slug")) == {
        ("C#", "c-sharp"),
        ("C++", "cplusplus"),
        ("C", "c"),
    }


@pytest.mark.one_database
def test_a_gallery_of_pictures_that_cannot_be_had_names_them(take):
    pictures = [a_picture(n, f"{UPLOADS}/{n}.jpg", f"Boat {n}", parent=1) for n in (21, 22)]
    report = take(an_export_of(a_note(1, '[gallery ids="21,22"]'), *pictures), verbose=False)
    html = Post.objects.get().body_html
    assert html.index("Image: Boat 21") < html.index("Image: Boat 22")
    assert "2 × picture left out: no pictures were given" in report


DISQUS_IMPORT = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dsq="http://www.disqus.com/" xmlns:wp="http://wordpress.org/export/1.0/"><channel>
<item><title>A note</title><link>https://harbour.example/note/</link>
<dsq:thread_identifier>1</dsq:thread_identifier><wp:comment><wp:comment_id>1</wp:comment_id>
<wp:comment_content>Well said.</wp:comment_content></wp:comment></item></channel></rss>"""


@pytest.mark.one_database
def test_a_file_for_the_importer_of_disqus_is_refused_by_name(take):
    with pytest.raises(CommandError, match="use import_disqus"):
        take(DISQUS_IMPORT)
    assert not Post.objects.exists()
