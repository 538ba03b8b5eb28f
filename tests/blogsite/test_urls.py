"""URLs: each path has one route, and each page's name leads to that route."""

import datetime
import re
from collections import Counter

import pytest
from django.urls import URLResolver, get_resolver, resolve, reverse

DATE, SLUG = datetime.date(2010, 7, 29), "the-first-frost"


def routes(resolver, prefix=""):
    """Yield the whole route of every URL pattern, converters without the names they give."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield re.sub(r"<(\w+):\w+>", r"<\1>", route)


def test_no_path_is_routed_twice():
    counts = Counter(routes(get_resolver()))
    assert len(counts) > 100
    assert [route for route, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("posts:list", []),
        ("posts:feed", []),
        ("posts:post", [DATE, SLUG]),
        ("posts:tag", [SLUG]),
        ("posts:tag_feed", [SLUG]),
        ("posts:author", [1]),
        ("posts:author_feed", [1]),
        ("comments:feed", []),
        ("comments:post_feed", [DATE, SLUG]),
        ("comments:thread", [1]),
        ("comments:now", [1]),
    ],
)
def test_the_name_of_a_cached_page_leads_to_the_view_that_answers(name, arguments):
    match = resolve(reverse(name, args=arguments))
    assert match.view_name == name
