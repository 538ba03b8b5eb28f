"""robots.txt: what crawlers may read."""

from django.shortcuts import render

from posts.cache_headers import cached_briefly


@cached_briefly
def robots(request):
    """Return /robots.txt: everything may be read except staff pages, forms and personal pages."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")
