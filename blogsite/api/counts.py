"""The numbers of comments of many URLs: one request for a whole list of links."""

from dataclasses import replace
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.limits import SEARCH
from blogsite.api import answer_documents
from blogsite.api.bodies import read_object
from blogsite.api.operations import Operation
from blogsite.api.problems import Problem
from blogsite.api.serializers import json_response
from posts import finding, foreign_pages
from posts.finding import path_at
from posts.foreign_urls import url_or_none

MAX_URLS = 1_000
MAX_URL_CHARACTERS = 2_000

# A blog's list asks once; an owner's site may ask for each of its readers.
COUNTS = replace(
    SEARCH,
    name="counts",
    per_person=120,
    per_network=120,
    per_wide_network=240,
    site_wide=1_200,
    share=12,
    refusal=_("You are asking for counts too often."),
)

OPERATION = Operation(
    name="counts",
    route="counts/",
    example="counts/",
    method="post",
    summary=_("How many comments up to 1,000 URLs have"),
    body=answer_documents.URLs,
    answer=answer_documents.Counts,
    problems=(400, 413, 415, 429),
    example_body={"urls": ["{path}"]},
)


@require_POST
def counts(request):
    """Return the number of published comments of each URL; stores nothing."""
    COUNTS.check(ip=request.client_ip)
    OPERATION.read(request.GET)
    urls = urls_in(request)
    numbers = comment_counts_of(urls, our_hosts(request))
    texts = {number: text_of(number) for number in set(numbers)}
    rows = [
        {"url": url, "count": number, "text": texts[number]}
        for url, number in zip(urls, numbers, strict=True)
    ]
    response = json_response({"counts": rows})
    response["Cache-Control"] = "no-store"
    return response


def comment_counts_of(urls: list[str], hosts: set[str]) -> list[int | None]:
    """Return the number of comments of each URL, of this site and of others; None for unknown ones.

    Takes at most four queries, for any number.
    """
    paths = {url: path_at(url, hosts) for url in urls}
    here = finding.comment_counts_at({path for path in paths.values() if path})
    others = {url: page.key for url in urls if not paths[url] and (page := url_or_none(url))}
    elsewhere = foreign_pages.comment_counts_at({*others.values()}) if others else {}
    return [
        here.get(paths[url], (None, None))[1] if paths[url] else elsewhere.get(others.get(url))
        for url in urls
    ]


def text_of(number: int | None) -> str | None:
    """Return the number of comments in words, as on pages, in the blog's language."""
    if number is None:
        return None
    text = ngettext("%(shown)s response", "%(shown)s responses", number)
    return text % {"shown": intcomma(number)}


def urls_in(request) -> list[str]:
    """Return the URLs in the body. Raises Problem."""
    urls = read_object(request, "urls")["urls"]
    if not isinstance(urls, list) or not all(isinstance(url, str) for url in urls):
        raise Problem(400, gettext("“urls” is to be a list of strings."), parameter="urls")
    if len(urls) > MAX_URLS:
        sentence = gettext("“urls” has at most %(most)d of them.") % {"most": MAX_URLS}
        raise Problem(400, sentence, parameter="urls")
    if any(len(url) > MAX_URL_CHARACTERS for url in urls):
        sentence = gettext("A URL has at most %(most)d characters.") % {"most": MAX_URL_CHARACTERS}
        raise Problem(400, sentence, parameter="urls")
    return urls


def our_hosts(request) -> set[str]:
    """Return the hosts of this site, with ports: the request's host and that of SITE_ADDRESS."""
    return {request.get_host().lower(), urlsplit(settings.SITE_ADDRESS).netloc.lower()}
