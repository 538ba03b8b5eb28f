"""Sanitized HTML with absolute URLs, for feed readers, which show it away from the site."""

import re
from html import escape, unescape
from urllib.parse import urljoin

# Sanitized HTML quotes its attributes and escapes what is no tag.
TAG = re.compile(r"<[a-z](?:[^<>\"]|\"[^\"]*\")*>")
ATTRIBUTE = re.compile(r"([a-z:-]+)=\"([^\"]*)\"")
ONE_URL = {"href", "src", "cite", "poster"}


def with_absolute_urls(html: str, base: str) -> str:
    """Return the HTML with every URL in it as `base`, the page's own URL, makes it."""

    def joined(url):
        try:
            return urljoin(base, url)
        except ValueError:  # brackets that are no IPv6 address
            return url

    def attribute(match):
        name, value = match[1], unescape(match[2])
        if name in ONE_URL:
            value = joined(value)
        elif name == "srcset":
            value = ", ".join(_candidate(one, joined) for one in re.split(r",\s+", value.strip()))
        else:
            return match[0]
        return f'{name}="{escape(value)}"'

    return TAG.sub(lambda tag: ATTRIBUTE.sub(attribute, tag[0]), html)


def _candidate(written, joined):
    url, *size = written.split()
    return " ".join([joined(url), *size])
