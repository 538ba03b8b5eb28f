"""What we ask of machines that read the site."""

from django.shortcuts import render

from posts.cache_headers import cached_briefly


@cached_briefly
def robots(request):
    """/robots.txt: everything may be read but desks, forms and what is only one person's."""
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")
