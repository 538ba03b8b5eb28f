"""Fetch the pages of due requests, a few at a time; retry failed ones."""

import logging
from concurrent.futures import ThreadPoolExecutor

from blogsite.models.mention import MentionRequest
from blogsite.webmentions.source import Source, read_source
from blogsite.webmentions.storing import Later, store, withdraw
from blogsite.webmentions.turns import AT_ONCE, in_turns
from posts.outward.page import Failed, Gone, Page, Unreadable, read_page

log = logging.getLogger(__name__)


def check_due() -> int:
    """Look at the pages that are due, in turns; return how many these were."""
    return in_turns(MentionRequest.objects.due, check)


def check(requests):
    """Check the pages of claimed requests.

    The threads only wait for other sites; all queries stay in this thread.
    """
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webmention") as threads:
        answers = list(threads.map(_read, requests))
    for request, answer in zip(requests, answers, strict=True):
        try:
            _settle(request, answer)
        except Exception:
            log.exception("Webmention %s failed", request.pk)
            request.retry()


def _read(request) -> Page | Unreadable:
    try:
        return read_page(request.source)
    except Unreadable as error:
        return error
    except Exception as error:
        log.exception("Webmention %s: its page could not be read", request.pk)
        return Failed(type(error).__name__)


def _settle(request, answer):
    if isinstance(answer, Failed):
        request.retry()
        return
    try:
        _follow(request, answer)
    except Later:
        request.retry()
    else:
        request.end()


def _follow(request, answer):
    """Store or withdraw a page's comment; an unreadable page changes nothing."""
    if isinstance(answer, Gone):
        withdraw(request)
    elif isinstance(answer, Page) and answer.is_html and answer.is_whole:
        if source := source_of(answer, request.target):
            store(request, source)
        else:
            withdraw(request)


def source_of(page: Page, target: str) -> Source | None:
    """Return the parsed page, None if it does not link to the target."""
    return read_source(page.html, page.url, target)
