"""Cards in place of links to media of other sites, made from the URL alone at rendering.

A post stores `<figure class="embed"><a href="URL">title</a></figure>`, which feeds and mail show as
it is. Nothing of the other site is loaded before the reader asks for it.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import urlsplit

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext

from posts.plain_text import plain_text
from posts.players import Player, player_of

FIGURE = re.compile(r"<figure (?=[^<>]*\bclass=\"embed\")(?P<attributes>[^<>]*)>")
# One link, with or without a caption; an import leaves paragraphs and line breaks around it.
LINK = re.compile(
    r"(?:\s|</?p>|<br>)*<a (?:[^<>\"]|\"[^\"]*\")*?\bhref=\"(?P<url>https?://[^\"]+)\""
    r"(?:[^<>\"]|\"[^\"]*\")*>(?P<words>(?:(?!</a>).)*)</a>"
    r"(?:\s|</?p>|<br>)*(?P<caption><figcaption\b.*</figcaption>)?(?:\s|</?p>|<br>)*",
    re.DOTALL,
)
END = "</figure>"
UNSAFE_IN_WORDS = re.compile(r"<(?:a|img|figure)\b")
IDENTITY = re.compile(r" (?:id|dir|lang)=\"[^\"]*\"")
TITLE_LENGTH = 200  # characters
PATH_LENGTH = 80

# Sites by their hosts, without "www." and "m.".
NAMES = {
    "youtube.com": "YouTube",
    "youtu.be": "YouTube",
    "music.youtube.com": "YouTube Music",
    "youtube-nocookie.com": "YouTube",
    "vimeo.com": "Vimeo",
    "player.vimeo.com": "Vimeo",
    "soundcloud.com": "SoundCloud",
    "on.soundcloud.com": "SoundCloud",
    "w.soundcloud.com": "SoundCloud",
    "api.soundcloud.com": "SoundCloud",
    "dailymotion.com": "Dailymotion",
    "dai.ly": "Dailymotion",
    "twitch.tv": "Twitch",
    "ted.com": "TED",
    "videopress.com": "VideoPress",
    "archive.org": "Internet Archive",
    "tiktok.com": "TikTok",
    "instagram.com": "Instagram",
    "facebook.com": "Facebook",
    "twitter.com": "X",
    "x.com": "X",
    "bsky.app": "Bluesky",
    "threads.net": "Threads",
    "mastodon.social": "Mastodon",
    "reddit.com": "Reddit",
    "pinterest.com": "Pinterest",
    "tumblr.com": "Tumblr",
    "flickr.com": "Flickr",
    "open.spotify.com": "Spotify",
    "music.apple.com": "Apple Music",
    "podcasts.apple.com": "Apple Podcasts",
    "mixcloud.com": "Mixcloud",
    "bandcamp.com": "Bandcamp",
    "slideshare.net": "SlideShare",
    "speakerdeck.com": "Speaker Deck",
    "scribd.com": "Scribd",
    "issuu.com": "Issuu",
    "gist.github.com": "GitHub Gist",
    "github.com": "GitHub",
    "codepen.io": "CodePen",
    "openstreetmap.org": "OpenStreetMap",
    "maps.google.com": "Google Maps",
    "docs.google.com": "Google Docs",
    "poll.fm": "Crowdsignal",
    "kickstarter.com": "Kickstarter",
    "wikipedia.org": "Wikipedia",
}


@dataclass(frozen=True)
class Card:
    """A medium of another site, known from its URL and the author's words."""

    url: str
    words: str  # the text of the link, on one line

    @cached_property
    def host(self) -> str:
        return (urlsplit(self.url).hostname or "").removeprefix("www.")

    @cached_property
    def site(self) -> str:
        """Return the name of the site, or its host if the name is unknown."""
        host = self.host.removeprefix("m.")
        domain = ".".join(host.split(".")[-2:])  # for NAME.bandcamp.com
        return NAMES.get(host) or NAMES.get(domain) or self.host

    @cached_property
    def player(self) -> Player | None:
        return player_of(self.url)

    @cached_property
    def title(self) -> str:
        """Return the author's words, or a title from the URL if the link's text is the URL."""
        if self.words and not _is_url(self.words):
            return Truncator(self.words).chars(TITLE_LENGTH)
        if self.player:
            is_sound = self.player.is_sound
            kind = gettext("Sound on %(site)s") if is_sound else gettext("Video on %(site)s")
            return kind % {"site": self.site}
        if self.site != self.host:
            return gettext("On %(site)s") % {"site": self.site}
        address = re.sub(r"^https?://(?:www\.)?", "", self.url).rstrip("/")
        return Truncator(address).chars(PATH_LENGTH)


def _is_url(words):
    return re.fullmatch(r"(?:https?://|www\.)\S+", words) is not None


def with_cards(html: str) -> SafeString:
    """Return the sanitized HTML of a post with a card in place of each link to a medium."""
    parts, done, number, end = [], 0, 0, -1
    for opening in FIGURE.finditer(html):
        if end < opening.end():  # else the end found last is the next one for this figure, too
            end = html.find(END, opening.end())
        link = opening.start() >= done and LINK.fullmatch(html, opening.end(), end)
        card = link and _card(link)
        if not card:
            continue
        number += 1
        context = {
            "card": card,
            "number": number,
            "identity": SafeString("".join(IDENTITY.findall(opening[0]))),
            "caption": SafeString(link["caption"] or ""),
        }
        figure = render_to_string("posts/_embed.html", context).strip()
        parts += html[done : opening.start()], figure
        done = end + len(END)
    return SafeString("".join([*parts, html[done:]]))


def _card(link):
    """Return the card of a link, or None if it contains more than words, or has no valid URL."""
    if UNSAFE_IN_WORDS.search(link["words"]):
        return None
    card = Card(unescape(link["url"]), plain_text(link["words"]))
    try:
        return card if card.host and card.title else None
    except ValueError:  # brackets around something that is not an IPv6 address
        return None
