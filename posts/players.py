"""The players of other sites that a page may show, and the headers that allow them.

A player is made from the URL of a film or a sound alone; no other site is asked. Only pages with a
card that plays allow frames, and only of these three sites.
"""

import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.csp import csp_override

YOUTUBE = "https://www.youtube-nocookie.com"
VIMEO = "https://player.vimeo.com"
SOUNDCLOUD = "https://w.soundcloud.com"
POLICY = settings.SECURE_CSP | {"frame-src": [YOUTUBE, VIMEO, SOUNDCLOUD]}
# The tag of a card that plays: no text of an author or a reader can contain it, because "<" is
# escaped there and their figures have only one class.
CARD = '<figure class="embed embed--plays"'

YOUTUBE_HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com"}
YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v|e)/([\w-]{5,20})/?", re.ASCII)
YOUTUBE_ID = re.compile(r"/?([\w-]{5,20})/?", re.ASCII)
YOUTUBE_LIST = re.compile(r"[\w-]{5,60}", re.ASCII)
START = re.compile(r"(?:([0-9]{1,2})h)?(?:([0-9]{1,3})m)?(?:([0-9]{1,5})s?)?")
VIMEO_PATH = re.compile(
    r"/(?:video/|channels/[\w-]+/|groups/[\w-]+/videos/|showcase/[0-9]+/video/)?([0-9]{4,12})"
    r"(?:/([0-9a-f]{6,20}))?/?",
    re.ASCII,
)
VIMEO_HASH = re.compile(r"[0-9a-f]{6,20}")
SOUNDCLOUD_PATH = re.compile(r"/[\w-]+/(?:sets/)?[\w-]+(?:/s-\w+)?/?", re.ASCII)
SOUNDCLOUD_PAGES = ("/charts/", "/discover/", "/search/", "/stations/", "/terms-of-use/", "/you/")
SOUNDCLOUD_API = re.compile(r"/(?:tracks|playlists|users)/[0-9]{1,15}/?")


@dataclass(frozen=True)
class Player:
    """A player of another site: its URL, and whether it plays only sound, which needs less room."""

    url: str
    is_sound: bool = False


def player_of(url: str) -> Player | None:
    """Return the player of a film or a sound, or None if that URL has none."""
    try:
        return _player_of(urlsplit(url))
    except ValueError:  # brackets around something that is not an IPv6 address
        return None


def _player_of(parts):
    host = (parts.hostname or "").removeprefix("www.")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if host in YOUTUBE_HOSTS or host == "youtu.be":
        return _youtube(host, parts.path, query)
    if host in ("vimeo.com", "player.vimeo.com"):
        return _vimeo(parts.path, query)
    if host in ("soundcloud.com", "m.soundcloud.com", "w.soundcloud.com", "api.soundcloud.com"):
        return _soundcloud(host, parts.path, query)
    return None


def _youtube(host, path, query):
    parameters = {"autoplay": 1}
    if start := _seconds(query.get("t") or query.get("start") or ""):
        parameters["start"] = start
    if host == "youtu.be":
        film = YOUTUBE_ID.fullmatch(path)
    elif path.rstrip("/") == "/watch":
        film = YOUTUBE_ID.fullmatch(query.get("v", ""))
    else:
        film = YOUTUBE_PATH.fullmatch(path)
    is_list = path.rstrip("/") in ("/playlist", "/embed/videoseries")
    if is_list and YOUTUBE_LIST.fullmatch(query.get("list", "")):
        parameters["list"] = query["list"]
        return Player(f"{YOUTUBE}/embed/videoseries?{urlencode(parameters)}")
    return film and Player(f"{YOUTUBE}/embed/{film[1]}?{urlencode(parameters)}")


def _seconds(written):
    """Return a time within a film in seconds: "90", "90s" and "1m30s" are the same."""
    hours, minutes, seconds = (int(n or 0) for n in START.match(written).groups())
    return hours * 3600 + minutes * 60 + seconds


def _vimeo(path, query):
    film = VIMEO_PATH.fullmatch(path)
    if not film:
        return None
    parameters = {"autoplay": 1, "dnt": 1}  # do not track
    unlisted = film[2] or query.get("h", "")
    if VIMEO_HASH.fullmatch(unlisted):
        parameters["h"] = unlisted
    return Player(f"{VIMEO}/video/{film[1]}?{urlencode(parameters)}")


def _soundcloud(host, path, query):
    if host == "w.soundcloud.com":
        inner = urlsplit(query.get("url", ""))
        host, path = inner.hostname or "", inner.path
    pattern = SOUNDCLOUD_API if host == "api.soundcloud.com" else SOUNDCLOUD_PATH
    if host.removeprefix("www.").removeprefix("m.") not in ("soundcloud.com", "api.soundcloud.com"):
        return None
    if not pattern.fullmatch(path) or path.startswith(SOUNDCLOUD_PAGES):
        return None
    sound = f"https://{host.removeprefix('www.').removeprefix('m.')}{path}"
    query = f"url={quote(sound, safe='')}&auto_play=true&visual=false"
    return Player(f"{SOUNDCLOUD}/player/?{query}", is_sound=True)


def allow_players(response: HttpResponse, body: bytes) -> HttpResponse:
    """Allow a page's players if it has cards for them; `body` is the rendered page.

    A 304 has no policy: a browser keeps the headers of the page that it has.
    """
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        return csp_override({})(lambda request: response)(None)
    if CARD.encode() in body:
        return csp_override(POLICY)(lambda request: response)(None)
    return response
