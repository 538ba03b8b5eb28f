"""XML elements and their text."""

import re
from datetime import UTC
from xml.sax.saxutils import escape, quoteattr

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DATE = "%Y-%m-%d %H:%M:%S"
NO_DATE = "0000-00-00 00:00:00"


def cdata(text: str) -> str:
    """Return a text as CDATA, without the characters that XML does not allow."""
    return f"<![CDATA[{NOT_XML.sub('', text).replace(']]>', ']]]]><![CDATA[>')}]]>"


def element(name: str, text="", **attributes) -> str:
    """Return an element; a text becomes CDATA, a number is unchanged."""
    pairs = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    content = cdata(text) if isinstance(text, str) else escape(str(text))
    return f"<{name}{pairs}>{content}</{name}>"


def group(name: str, *elements: str) -> str:
    """Return an element with others in it, each on a line."""
    return "\n".join([f"<{name}>", *elements, f"</{name}>"])


def meta(key: str, value: str) -> str:
    """Return a field of a post for which WordPress itself has no element."""
    return group("wp:postmeta", element("wp:meta_key", key), element("wp:meta_value", value))


def dates(name: str, moment, zone) -> list[str]:
    """Return a time in WordPress's forms: in the blog's zone, and in UTC."""
    if moment is None:
        return [element(name, NO_DATE), element(f"{name}_gmt", NO_DATE)]
    local, utc = (moment.astimezone(one).strftime(DATE) for one in (zone, UTC))
    return [element(name, local.rjust(19, "0")), element(f"{name}_gmt", utc.rjust(19, "0"))]
