"""Find the page of an embedded medium: by its id, or by the URL of its player."""

import re
from html import unescape
from urllib.parse import parse_qs, quote, urlsplit

from blogsite.transfer.wordpress.shortcodes import Attributes

HTTP_URL = re.compile(r"https?://[^\s\"'<>\[\]|]+")
ID = re.compile(r"[\w.:-]{1,100}")

# The page of a medium, for each shortcode that names it by an id.
PAGES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "soundcloud": "https://w.soundcloud.com/player/?url=https%3A//api.soundcloud.com/tracks/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "ted": "https://www.ted.com/talks/view/id/{}",
    "videopress": "https://videopress.com/v/{}",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/{}",
    "scribd": "https://www.scribd.com/doc/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "gist": "https://gist.github.com/{}",
    "poll": "https://poll.fm/{}",
    "spotify": "https://open.spotify.com/embed?uri={}",
    "mixcloud": "https://www.mixcloud.com/{}",
    "bandcamp": "https://bandcamp.com/EmbeddedPlayer/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "wistia": "https://fast.wistia.net/embed/iframe/{}",
    "twitch": "https://www.twitch.tv/videos/{}",
    "archive": "https://archive.org/details/{}",
    "metacafe": "https://www.metacafe.com/watch/{}/",
    "googlevideo": "https://video.google.com/videoplay?docid={}",
    "": "",
}
# Shortcodes of media, each with the name of its page in PAGES; "" for those with only URLs.
SHORTCODES = {
    **{name: name for name in PAGES if name},
    **dict.fromkeys(("youtube_sc", "yt", "lyte", "su_youtube", "tube", "wpyoutube"), "youtube"),
    **dict.fromkeys(("youtubevideo", "youtube_advanced", "embedyt", "youtuber"), "youtube"),
    **dict.fromkeys(("vimeo_video", "su_vimeo", "vimeography"), "vimeo"),
    **dict.fromkeys(("wpvideo", "videopress"), "videopress"),
    **dict.fromkeys(("twitter", "twitter-tweet"), "tweet"),
    **dict.fromkeys(("polldaddy", "crowdsignal"), "poll"),
    **dict.fromkeys(("archiveorg", "archives_org"), "archive"),
    **dict.fromkeys(("su_dailymotion",), "dailymotion"),
    **dict.fromkeys(("embed", "video", "audio", "googlemaps", "facebook", "fve", "arve"), ""),
    **dict.fromkeys(("evp_embed_video", "vc_video", "su_video", "su_audio", "flowplayer"), ""),
    **dict.fromkeys(("kickstarter", "ustream", "livestream", "flickr", "imgur", "medium"), ""),
    **dict.fromkeys(("fvplayer", "jwplayer", "videojs", "video_player", "iframe", "wpgist"), ""),
}
ID_ATTRIBUTES = ("id", "video_id", "videoid", "video", "v", "poll", "survey", "doc", "track", "key")
URL_ATTRIBUTES = ("url", "src", "link", "href", "mp4", "m4v", "webm", "ogv", "flv", "mp3", "m4a")
MORE_URL_ATTRIBUTES = ("ogg", "wav", "wma", "wmv", "file", "embedurl")

YOUTUBE = re.compile(r"(?:www\.|m\.)?youtube(?:-nocookie)?\.com")
YOUTUBE_PLAYER = re.compile(r"/(?:embed|v|e)/([\w-]{5,20})")
PLAYERS = (
    (re.compile(r"player\.vimeo\.com"), re.compile(r"/video/([0-9]+)"), "vimeo"),
    (re.compile(r"(?:www\.)?vimeo\.com"), re.compile(r"/moogaloop\.swf/([0-9]+)"), "vimeo"),
    (
        re.compile(r"(?:www\.|geo\.)?dailymotion\.com"),
        re.compile(r"/(?:embed/video|swf|swf/video)/(\w+)"),
        "dailymotion",
    ),
    (re.compile(r"videopress\.com"), re.compile(r"/embed/(\w+)"), "videopress"),
    (re.compile(r"(?:www\.)?archive\.org"), re.compile(r"/embed/([\w.-]+)"), "archive"),
    (re.compile(r"video\.google\.[a-z.]+"), re.compile(r"/(googleplayer\.swf)"), "googlevideo"),
)


def url_of(name: str, rest: str, inner: str = "") -> str | None:
    """Return the URL of the medium that a shortcode shows, None if it names none.

    `rest` is the text after its name, `inner` the text between it and its end.
    """
    attributes = Attributes(rest)
    for text in (*map(attributes.get, (*URL_ATTRIBUTES, *MORE_URL_ATTRIBUTES)), inner, rest):
        if url := HTTP_URL.search(unescape(text or "")):
            return page_of(url[0].rstrip(",;"))
    return _page_by_id(SHORTCODES[name], attributes, inner)


def _page_by_id(site, attributes, inner):
    if site == "bandcamp":
        kinds = (f"{kind}={attributes.get(kind)}" for kind in ("album", "track"))
        written = [kind for kind in kinds if ID.fullmatch(kind.partition("=")[2])]
        return PAGES[site].format("/".join(written)) if written else None
    named = (attributes.get(name) for name in ID_ATTRIBUTES)
    for text in (*named, *attributes.loose, inner.partition(",")[0].strip()):
        if site and text and ID.fullmatch(text):
            return PAGES[site].format(quote(text, safe=":"))
    return None


def page_of(url: str) -> str:
    """Return the page of a medium for the URL of its player; other URLs unchanged."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return url
    if YOUTUBE.fullmatch(host) and (medium := YOUTUBE_PLAYER.match(parts.path)):
        return _youtube(medium[1].partition("&")[0], parse_qs(parts.query))
    for hosts, path, site in PLAYERS:
        if hosts.fullmatch(host) and (medium := path.match(parts.path)):
            return PAGES[site].format(parse_qs(parts.query).get("docId", [medium[1]])[0])
    if host == "vimeo.com" and (number := parse_qs(parts.query).get("clip_id")):
        return PAGES["vimeo"].format(quote(number[0]))
    if host == "api.soundcloud.com":
        return f"https://w.soundcloud.com/player/?url={quote(url, safe='/')}"
    return url


def _youtube(medium, query):
    if medium == "videoseries":
        return f"https://www.youtube.com/playlist?list={quote(query.get('list', [''])[0])}"
    start = "".join(f"&t={seconds}" for seconds in query.get("start", []) if seconds.isdecimal())
    return PAGES["youtube"].format(medium) + start
