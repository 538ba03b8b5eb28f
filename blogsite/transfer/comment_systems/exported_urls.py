"""Recognize the URLs of one page: one article has one conversation.

A comment system stores whatever URL a browser had: with and without "www.", of a computer at home,
of a translator, with the parameters of an advertisement. So this is laxer than
posts/foreign_urls.py, which must tell pages apart that have conversations of their own.
"""

import re
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from blogsite.old_urls.readings import FRONT_FILES, OTHER_VIEWS
from posts.slugs import in_nfc

MAX_URL_LENGTH = 2000
MAX_WRAPPINGS = 3  # a translation of an archived copy
LOCAL_HOST = re.compile(r"(?:localhost|.*\.(?:local|localhost|test|invalid|internal|lan|home))")
FILE_ENDING = re.compile(r"\.(?:html?|xhtml|php\d?|aspx?|jsp|cgi)$", re.IGNORECASE)
PROGRAM = re.compile(r"\.(?:php\d?|aspx?|jsp|cgi|pl|cfm)$", re.IGNORECASE)
NOISE = re.compile(
    r"utm_.*|_x_tr_.*|mc_.*|fb_.*|fbclid|gclid|msclkid|yclid|igshid|ref|ref_.*|referrer|source|via"
    r"|replytocom|comment.*|share|shared|amp|print|preview.*|m|mobile|lang|hl|feed|s|q|page|paged"
    r"|cpage|nb|order|sort|theme|trk|spm|from|sid|session.*|phpsessid|jsessionid|v|ver|t|_.*"
)
# Services that show copies of pages under their own URLs, and the parameter with the page's URL.
COPIES = {
    "translate.google": "u",
    "translate.googleusercontent.com": "u",
    "microsofttranslator.com": "a",
    "translatetheweb.com": "a",
    "bing.com/translator": "a",
    "translate.yandex": "url",
    "fanyi.baidu.com": "query",
    "fanyi.youdao.com": "url",
    "translate.baiducontent.com": "query",
    "hghltd.yandex.net": "url",
    "webcache.googleusercontent.com": "q",
}
CACHED = re.compile(r"cache:(?:[\w-]{8,20}:)?([^\s+]+)")
ARCHIVED = re.compile(r"/web/[0-9a-z_*]+/(.+)", re.IGNORECASE)
TRANSLATED_HOST = ".translate.goog"


class ExportedURL(NamedTuple):
    """The identifying parts of a URL: without scheme, ending and noise.

    `written` is the original path, by which the page may be stored here.
    """

    host: str  # "" for a path alone
    path: str  # no slash at its end; "" for the front page
    query: str
    written: str

    @property
    def is_local(self) -> bool:
        """Return whether the page was on a local machine, or its host is unknown."""
        if not self.host or LOCAL_HOST.fullmatch(self.host):
            return True
        try:
            address = ip_address(self.host.strip("[]"))
        except ValueError:
            return "." not in self.host
        return not address.is_global

    @property
    def name(self) -> str:
        """Return the path with its query, in readable form."""
        return f"{self.path or '/'}{'?' if self.query else ''}{self.query}"

    def key(self, site_hosts, main_host: str) -> str:
        """Return the same text for every URL of one page.

        `site_hosts` are hosts that all have the pages of `main_host`.
        """
        host = main_host if self.is_local or self.host in site_hosts else self.host
        return f"{host}{self.name}"


def exported_url(url: str) -> ExportedURL | None:
    """Return the parts of a page's URL; None for text that is not a URL."""
    for _ in range(MAX_WRAPPINGS):
        url = unwrapped(url.strip()[:MAX_URL_LENGTH])
    parts = _parts(url)
    if parts is None:
        return None
    path = in_nfc(unquote(parts.path, errors="replace"))
    if parts.fragment.startswith("!"):  # pages of a single-page application, told apart by "#!"
        path = f"{path.rstrip('/')}/{in_nfc(unquote(parts.fragment[1:])).strip('/')}"
    host = host_name(parts.hostname or "")
    stem = _stem(path)
    return ExportedURL(host, stem, _telling_query(parts.query, path, stem), path or "/")


def host_name(host: str) -> str:
    """Return a host, normalized: lower case, without "www."."""
    host = host.strip().lower().rstrip(".")
    return host.removeprefix("www.") if host.count(".") > 1 else host


def host_of(text: str) -> str:
    """Return the host that an owner has typed, perhaps as a URL."""
    url = exported_url(text)
    return url.host if url else host_name(text)


def unwrapped(url: str) -> str:
    """Return the URL of the page that a translator, a cache or an archive shows; else the same."""
    parts = _parts(url)
    host = parts and (parts.hostname or "")
    if not host:
        return url
    if host.endswith(TRANSLATED_HOST):
        label = host.removesuffix(TRANSLATED_HOST).replace("--", "\0").replace("-", ".")
        return parts._replace(netloc=label.replace("\0", "-")).geturl()
    if host.endswith("web.archive.org") and (archived := ARCHIVED.match(parts.path)):
        query = f"?{parts.query}" if parts.query else ""
        return _with_scheme(archived[1]) + query
    for copier, parameter in COPIES.items():
        if copier in f"{host}{parts.path}":
            inner = dict(parse_qsl(parts.query, max_num_fields=None)).get(parameter, "")
            if cached := CACHED.match(inner):
                inner = cached[1]
            return _with_scheme(inner) if "." in inner else url
    return url


def _with_scheme(url):
    return url if re.match(r"https?:/", url) else f"http://{url}"


def _parts(url):
    try:
        parts = urlsplit(url)
        _ = parts.hostname, parts.port
    except ValueError:
        return None
    is_path = not parts.scheme and not parts.netloc and url.startswith("/")
    is_page = parts.scheme in ("http", "https") and parts.hostname or parts.scheme == "file"
    is_page = is_page or (not parts.scheme and parts.netloc)  # //host/path
    return parts if (is_path or is_page) and "\x00" not in unquote(url) else None


def _stem(path):
    """Return a path without empty parts, index file names and other views of the page."""
    names = [name for name in path.split("/") if name]
    while names and names[-1].lower() in FRONT_FILES | OTHER_VIEWS - {"attachment", "mobile"}:
        names.pop()
    if names:
        names[-1] = FILE_ENDING.sub("", names[-1]) or names[-1]
    return "".join(f"/{name}" for name in names)


def _telling_query(query, path, stem):
    """Return the part of a query that identifies a page: only front pages and scripts have one."""
    if stem and not PROGRAM.search(path):
        return ""
    pairs = parse_qsl(query, max_num_fields=None)
    return urlencode([pair for pair in pairs if not NOISE.fullmatch(pair[0].lower())])
