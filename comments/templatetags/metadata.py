"""Metadata of a post's page, which its conversation has a part in."""

import json

from django import template
from django.utils.safestring import SafeString

from comments.metadata import PageMetadata
from comments.templatetags.threads import conversation

register = template.Library()

# Nothing in JSON may end the element it stands in, nor a line of JavaScript.
ESCAPED = [(character, f"\\u{ord(character):04x}") for character in "<>&\u2028\u2029"]


@register.simple_tag(takes_context=True)
def page_metadata(context, post):
    """Give the PageMetadata of the page of a post that the request asks for."""
    request = context["request"]
    site = f"{request.scheme}://{request.get_host()}"
    return PageMetadata(conversation(context, post), context["blog"], site)


@register.simple_tag
def structured_data(told: dict) -> SafeString:
    """Write structured data as JSON-LD; data to a browser, which runs none of it."""
    written = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    for character, escape in ESCAPED:  # several times as quick as str.translate
        written = written.replace(character, escape)
    return SafeString(f'<script type="application/ld+json">{written}</script>')
