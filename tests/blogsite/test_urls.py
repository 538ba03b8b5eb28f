"""URLs: each path leads to one view, and each page's name leads to that view."""

import datetime
import re
from collections import defaultdict

import pytest
from django.urls import URLResolver, get_resolver, resolve, reverse

DATE, SLUG = datetime.date(2010, 7, 29), "the-first-frost"


def routes(resolver, prefix=""):
    """Yield the whole route of every URL pattern, converters without their names, and its view."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield re.sub(r"<(\w+):\w+>", r"<\1>", route), pattern.callback


def test_no_path_is_routed_to_two_views():
    views = defaultdict(set)
    for route, view in routes(get_resolver()):
        views[route].add(view)
    assert len(views) > 100
    assert [route for route in views if len(views[route]) > 1] == []


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
        ("posts:favicon", []),
        ("posts:touch_icon", []),
        ("posts:icon", [192]),
        ("posts:colours", ["1f5f5b", "38ada6"]),
        ("pages:page", ["about/team"]),
        ("pages:post_feed", ["about/team"]),
        ("comments:feed", []),
        ("comments:post_feed", [DATE, SLUG]),
        ("comments:branch", [1]),
        ("comments:now", [1]),
        ("api:guide", []),
        ("api:conversation", [1]),
        ("api:comments", []),
        ("api:comment", [1]),
        ("api:posts", []),
        ("api:post", [1]),
        ("embed_script", []),
        ("moderation:transparency", []),
        ("moderation:transparency_csv", []),
        ("moderation:transparency_json", []),
    ],
)
def test_the_name_of_a_cached_page_leads_to_the_view_that_answers(name, arguments):
    match = resolve(reverse(name, args=arguments))
    assert match.view_name == name
