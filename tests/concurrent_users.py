"""People who act at once on the running server: moderators on one item, reporters of one
comment, and clients who send slowly.
"""

import re
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from tests.site_server import TIMEOUT_SECONDS

# What is made and read in the database of the site, by a process that has loaded it.


def held_comments(count) -> tuple[list, list]:
    """Return the ids of `count` new held comments, and the sessions of two moderators."""
    from django.test import Client

    from tests.cast import a_comment, a_post, milo, mona

    post = a_post()
    held = [a_comment(post, f"Frost {number}.", status="held").pk for number in range(count)]
    clients = Client(), Client()
    for client, moderator in zip(clients, (mona(), milo()), strict=True):
        client.force_login(moderator)
    return held, [client.cookies["sessionid"].value for client in clients]


def decisions_per_comment() -> list[int]:
    from moderation.models import Decision

    return sorted(Counter(Decision.objects.values_list("comment", flat=True)).values())


def kept_comment() -> int:
    """Return the id of a comment that was reported and that a moderator has kept."""
    from moderation.models import Decision
    from tests.cast import a_comment, a_post, mona
    from tests.moderation.deciding import a_report

    comment = a_comment(a_post())
    a_report(comment)
    Decision.objects.take("keep", comment, by=mona())
    return comment.pk


def reported(pk) -> list:
    """Return the status of a comment, its number of open reports, and the burst that the moderators
    see.
    """
    from comments.models import Comment

    comment = Comment.objects.get(pk=pk)
    return [comment.status, comment.case.report_count, comment.case.burst]


# The people


@contextmanager
def slow_senders(site, path, count):
    """Keep `count` unfinished requests open while the block runs: half of them stop within the
    headers, half in the body, whose token is valid, so that the server waits for the rest.
    """
    browser = site.browser()
    browser.open(path)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
        f"Cookie: csrftoken={browser.cookies['csrftoken']}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nbody="
    ).encode()
    with ExitStack() as opened:
        for number in range(count):
            connection = socket.create_connection(("127.0.0.1", site.port), TIMEOUT_SECONDS)
            opened.enter_context(connection).sendall(head if number % 2 else head[:40])
        time.sleep(0.5)
        yield


def decide_at_once(site, held, sessions) -> list[tuple]:
    """Let two moderators decide each of the held comments at one moment, one for it and one
    against; return the pairs of answers.
    """
    browsers = [site.browser() for _ in sessions]
    for browser, session in zip(browsers, sessions, strict=True):
        browser.cookies["sessionid"] = session
    with ThreadPoolExecutor(2) as pool:
        return [decide_by_both(pool, browsers, pk) for pk in held]


def decide_by_both(pool, browsers, pk):
    path = f"/admin/moderation/heldcomment/{pk}"
    cards = [browser.open(f"{path}/change/").text for browser in browsers]
    tokens = [re.search(r'name="state_token" value="([^"]*)"', card)[1] for card in cards]
    acts = ("let_stand", "spam")
    futures = [
        pool.submit(browser.post, f"{path}/decide/", action=act, state_token=token)
        for browser, act, token in zip(browsers, acts, tokens, strict=True)
    ]
    return tuple(future.result() for future in futures)


def report_from_networks(site, comment, count):
    """Let new guests from many networks report a comment."""

    def report(number):
        browser = site.browser(**{"X-Forwarded-For": f"203.{number}.113.7"})
        answer = browser.post(f"/comments/{comment}/report/", reason="harassment", note="")
        assert answer.status == 303, answer.text

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(report, range(count)))
