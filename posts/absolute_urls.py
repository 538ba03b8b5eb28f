"""Sanitized HTML with absolute URLs, for feed readers and mail, which show it elsewhere."""

import re
from html import escape, unescape
from urllib.parse import urljoin

# Sanitized HTML quotes its attributes and escapes every "<" that is not part of a tag.
TAG = re.compile(r"<[a-z](?:[^<>\"]|\"[^\"]*\")*>")
ATTRIBUTE = re.compile(r"([a-z:-]+)=\"([^\"]*)\"")
URL_ATTRIBUTES = {"href", "src", "cite", "poster"}


def with_absolute_urls(html: str, base: str) -> str:
    """Return the HTML with every URL in it resolved against `base`, the URL of its page."""

    def joined(url):
        try:
            return urljoin(base, url)
        except ValueError:  # brackets around something that is not an IPv6 address
            return url

    def attribute(match):
        name, value = match[1], unescape(match[2])
        if name in URL_ATTRIBUTES:
            value = joined(value)
        elif name == "srcset":
            value = ", ".join(
                _candidate(source, joined) for source in re.split(r",\s+", value.strip())
            )
        else:
            return match[0]
        return f'{name}="{escape(value)}"'

    return TAG.sub(lambda tag: ATTRIBUTE.sub(attribute, tag[0]), html)


def _candidate(source, joined):
    url, *size = source.split()
    return " ".join([joined(url), *size])
