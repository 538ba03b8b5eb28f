"""Cards in the place of links to media of other sites, and where their players may show."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from django.core.management import call_command

from posts.embeds import with_cards
from posts.models import Post
from posts.players import player_of
from tests.blogsite.exports import a_post as exported
from tests.blogsite.exports import an_export
from tests.cast import a_comment, a_post

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

FILM = "https://www.youtube.com/watch?v=abcdefghijk"


def embed(url, words=None, more=""):
    return f'<figure class="embed"><a href="{url}">{words or url}</a>{more}</figure>'


class Card(HTMLParser):
    """The links of a card, each with its attributes, and all its words."""

    def __init__(self, html):
        super().__init__()
        self.links, self.words, self.elements = [], "", []
        self.feed(html)
        self.words = " ".join(self.words.split())

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        if tag == "a":
            self.links.append(dict(attributes))

    def handle_data(self, data):
        self.words += data


def card(url, words=None, more=""):
    return Card(with_cards(Post.sanitize(embed(url, words, more))))


def frames_of(response):
    policy = response.headers["Content-Security-Policy"]
    directives = [directive.split() for directive in policy.split("; ")]
    return [directive[1:] for directive in directives if directive[0] == "frame-src"]


@pytest.mark.parametrize(
    ("url", "player"),
    [
        (FILM, "/embed/abcdefghijk?autoplay=1"),
        ("http://youtube.com/watch?feature=x&v=abcdefghijk&t=1m30s", "?autoplay=1&start=90"),
        ("https://youtu.be/abcdefghijk?t=75", "/embed/abcdefghijk?autoplay=1&start=75"),
        ("https://m.youtube.com/shorts/abcdefghijk", "/embed/abcdefghijk?autoplay=1"),
        ("https://www.youtube-nocookie.com/embed/abcdefghijk", "/embed/abcdefghijk?autoplay=1"),
        ("https://www.youtube.com/playlist?list=PLabcdef", "/embed/videoseries?autoplay=1&list="),
        ("https://vimeo.com/12345678", "https://player.vimeo.com/video/12345678?autoplay=1&dnt=1"),
        ("https://vimeo.com/12345678/0a1b2c3d4e", "/video/12345678?autoplay=1&dnt=1&h=0a1b2c3d4e"),
        ("https://player.vimeo.com/video/12345678?h=0a1b2c3d4e", "&h=0a1b2c3d4e"),
        ("https://vimeo.com/channels/staffpicks/12345678", "/video/12345678?"),
        ("https://soundcloud.com/frost/ice-cracks", "?url=https%3A%2F%2Fsoundcloud.com%2Ffrost"),
        (
            "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/123",
            "?url=https%3A%2F%2Fapi.soundcloud.com%2Ftracks%2F123&auto_play=true",
        ),
    ],
)
def test_films_and_sounds_of_three_sites_have_players(url, player):
    made = player_of(url).url
    assert player in made
    assert re.match(
        r"https://(www\.youtube-nocookie\.com/embed|player\.vimeo\.com/video|w\.soundcloud\.com/player)/",
        made,
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://www.youtube.com/@somebody",
        "https://www.youtube.com/watch?v=",
        "https://www.youtube.com/watch?v=abcdefghijk%22%3E",
        "https://youtube.com.evil.example/watch?v=abcdefghijk",
        "https://evil.example/?u=https://www.youtube.com/watch?v=abcdefghijk",
        "https://vimeo.com/blog/post/something",
        "https://soundcloud.com/discover/sets/weekly",
        "https://soundcloud.com/frost",
        "https://w.soundcloud.com/player/?url=https%3A//evil.example/tracks/123",
        "https://w.soundcloud.com/player/?url=http%3A//%5B",
        "https://www.dailymotion.com/video/x123",
    ],
)
def test_other_urls_have_no_player_and_open_in_a_new_tab(url):
    made = card(url, "A title")
    assert made.elements.count("figure") == 1
    (link,) = made.links
    assert link["href"] == url
    assert (link["target"], link["rel"]) == ("_blank", "noopener noreferrer")
    assert "data-player" not in link
    assert "new tab" in made.words


@pytest.mark.parametrize(
    ("url", "words", "text"),
    [
        (FILM, "The ice breaks", "The ice breaks YouTube · youtube.com"),
        (FILM, None, "Video on YouTube YouTube · youtube.com"),
        ("https://soundcloud.com/frost/ice", None, "Sound on SoundCloud SoundCloud"),
        ("https://frost.bandcamp.com/track/ice", None, "On Bandcamp Bandcamp · frost.bandcamp.com"),
        ("https://films.example/ice/?a=1&b=2", None, "films.example/ice/?a=1&b=2 films.example"),
        ("https://films.example/ice", "<em>Ice</em> &lt;b&gt;", "Ice <b> films.example"),
    ],
)
def test_a_card_says_title_site_and_host_known_from_the_url(url, words, text):
    made = card(url, words)
    assert made.words.startswith(text)
    assert "learns of your visit" in made.words
    assert not {"iframe", "img", "script"} & set(made.elements)


def test_a_url_that_no_browser_can_open_has_no_card():
    figure = embed("https://[films.example/ice", "Ice")
    assert with_cards(figure) == figure


@pytest.mark.parametrize(
    "figure",
    [
        '<figure class="embed"><a href="/media/ice.mp4">A film of ours</a></figure>',
        '<figure class="embed"><a href="https://a.example/">A</a><a href="https://b.example/">B</a></figure>',
        '<figure class="embed"><a href="https://a.example/"><img src="/media/a.jpg"></a></figure>',
        '<figure class="embed"><p>Words alone</p></figure>',
        '<figure><a href="https://www.youtube.com/watch?v=abcdefghijk">No embed</a></figure>',
    ],
)
def test_a_figure_that_is_more_or_less_than_a_link_stays_as_it_is(figure):
    html = Post.sanitize(figure)
    assert with_cards(html) == html


def test_a_card_keeps_its_caption_and_what_the_figure_says_of_itself():
    html = Post.sanitize(
        f'<figure class="embed" id="film" lang="de">\n<p><a href="{FILM}">Eis</a></p>\n'
        "<figcaption>Im <em>Mai</em></figcaption></figure><p>After it.</p>"
    )
    made = with_cards(html)
    assert '<figure class="embed embed--plays" lang="de" id="text-film">' in made
    assert "<figcaption>Im <em>Mai</em></figcaption>" in made
    assert made.endswith("</figure><p>After it.</p>")


def test_only_a_page_with_a_card_that_plays_allows_frames(client):
    words = '&lt;figure class="embed embed--plays" data-player="https://www.youtube.com/"'
    silent = a_post(body=f"<p>{words}</p>{embed('https://films.example/ice')}")
    a_comment(silent, f'`<figure class="embed embed--plays"` {words}')
    playing = a_post(body=embed(FILM))
    for post, is_allowed in ((silent, False), (playing, True)):
        for _ in range(2):  # rendered, and cached
            response = client.get(post.get_absolute_url())
            policy = [["https://www.youtube-nocookie.com", "https://player.vimeo.com"]]
            assert [sources[:2] for sources in frames_of(response)] == policy * is_allowed
    assert frames_of(client.get("/")) == []


def test_a_page_that_is_asked_for_again_keeps_its_policy(client):
    url = a_post(body=embed(FILM)).get_absolute_url()
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "Content-Security-Policy" not in again.headers  # that of the page holds


def test_feeds_and_stored_text_have_plain_links(client):
    post = a_post(body=embed(FILM, "The ice breaks"))
    (content,) = re.findall("<content[^>]*>(.*?)</content>", client.get("/feed/").text, re.DOTALL)
    assert unescape(content).strip() == post.body_html == embed(FILM, "The ice breaks")


def test_embeds_of_an_import_are_cards_without_another_import(tmp_path, client):
    body = (
        '<!-- wp:embed --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">\n'
        f"{FILM}\n</div><figcaption>In May</figcaption></figure><!-- /wp:embed -->"
        "\n\nhttps://vimeo.com/12345678\n\n[soundcloud id=123]"
    )
    export = tmp_path / "export.xml"
    export.write_text(an_export(exported(content=body)))
    call_command("import_wordpress", str(export))
    page = client.get(Post.objects.get().get_absolute_url()).text
    players = re.findall(r'data-player="https://([^/]+)/', page)
    assert players == ["www.youtube-nocookie.com", "player.vimeo.com", "w.soundcloud.com"]
    assert "<figcaption>In May</figcaption>" in page
