"""Which sites may embed our frame, and how links leave it."""

import re
from contextlib import suppress
from functools import wraps

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override

from blogsite.embed.cookies import PATH
from posts.models import Site

# Our templates and our sanitizing quote attributes and escape every "<" that is not part of a tag.
LINK = re.compile(r"<(?:a|area|form)\b(?:[^<>\"]|\"[^\"]*\")*>")
URL = re.compile(r"\s(?:href|action|formaction)=\"([^\"]*)\"")
STAYS = re.compile(rf"{PATH}|[#?]|$")
TARGET = re.compile(r"\starget=")


def origins() -> list[str]:
    """Return the origins of the sites that owners entered; none while the database is down."""
    with suppress(OperationalError, InterfaceError):
        return list(Site.objects.values_list("origin", flat=True))
    return []


def allow_framing(response):
    """Allow the owner's sites, and nobody else, to show the response in a frame.

    All of them are listed for any request: cached pages are the same for everybody.
    """
    policy = settings.SECURE_CSP | {"frame-ancestors": origins() or [CSP.NONE]}
    response.xframe_options_exempt = True
    # The page that somebody reads is private. With “no-referrer”, forms would have no origin.
    response["Referrer-Policy"] = "same-origin"
    return csp_override(policy)(lambda request: response)(None)


def open_leaving_links_at_the_top(response):
    """Make links that leave the frame open in its parent window.

    Pages with an ETag come from the cache, where this was done before.
    """
    if "ETag" in response:
        return response
    if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        html = LINK.sub(_at_the_top_if_it_leaves, response.content.decode())
        response.content = html.encode()
        if "Content-Length" in response:
            response["Content-Length"] = str(len(response.content))
    return response


def _at_the_top_if_it_leaves(tag):
    url = URL.search(tag[0])
    if not url or STAYS.match(url[1]) or TARGET.search(tag[0]):
        return tag[0]
    return f'{tag[0][:-1]} target="_top">'


def leaving_at_the_top(view):
    """Return a view that is cached with links that leave the frame."""

    @wraps(view)
    def show(request, *args, **kwargs):
        return open_leaving_links_at_the_top(view(request, *args, **kwargs))

    return show
