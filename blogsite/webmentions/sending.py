"""Notify other sites of links to them, a few at a time; retry failed attempts."""

import logging
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from django.conf import settings

from blogsite.models.sent_mention import SentMention
from blogsite.webmentions.endpoints import endpoint_of
from blogsite.webmentions.turns import AT_ONCE, in_turns
from posts.models import Blog
from posts.outward import page
from posts.outward.exchange import exchange
from posts.outward.page import Failed, Unreadable, ask, parts_of_web_url, read_page, request_headers

MAX_ANSWER_BYTES = 64 * 1024
FORM_TYPE = "application/x-www-form-urlencoded"
Status = SentMention.Status

log = logging.getLogger(__name__)


def send_due() -> int:
    """Tell the sites of the links that are due, in turns; return of how many links."""
    if not Blog.objects.filter(sends_webmentions=True).exists():
        return 0
    return in_turns(SentMention.objects.due, send)


def send(mentions):
    """Send claimed notifications.

    The threads only wait for other sites; all queries stay in this thread.
    """
    pairs = [(source_of(mention), mention.target) for mention in mentions]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="webmention") as threads:
        answers = list(threads.map(tell, *zip(*pairs, strict=True)))
    for mention, answer in zip(mentions, answers, strict=True):
        if isinstance(answer, Failed):
            mention.retry(str(answer))
        elif isinstance(answer, Unreadable):
            mention.finish(Status.FAILED, str(answer))
        else:
            mention.finish(answer)


def source_of(mention) -> str:
    return settings.SITE_ADDRESS + mention.post.get_absolute_url()


def tell(source: str, target: str) -> Status | Unreadable:
    """Notify the site of a link, if it has an endpoint; return the result."""
    try:
        endpoint = endpoint_of(read_page(target))
        if endpoint is None:
            return Status.NOT_TAKEN
        _post(endpoint, urlencode({"source": source, "target": target}).encode())
    except Unreadable as error:
        return error
    except Exception as error:
        log.exception("No Webmention could be sent to %s", target)
        return Failed(type(error).__name__)
    return Status.SENT


def _post(endpoint, body):
    """Send a form. Raises Unreadable; no redirect is followed."""
    answer = ask(
        lambda: exchange(
            "POST",
            parts_of_web_url(endpoint),
            request_headers() | {"Content-Type": FORM_TYPE},
            body,
            seconds=page.SECONDS,
            max_bytes=MAX_ANSWER_BYTES,
            addresses_of=page.addresses_of_host,
        )
    )
    if answer.status == 429 or answer.status >= 500:
        raise Failed(f"its endpoint answers {answer.status}")
    if not 200 <= answer.status < 300:
        raise Unreadable(f"its endpoint answers {answer.status}")
