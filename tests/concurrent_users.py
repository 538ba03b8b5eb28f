"""People who act at once on the running server: moderators on one item, reporters of one
comment, and clients who send slowly.
"""

import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from tests.fault_injection import in_site
from tests.site_server import TIMEOUT_SECONDS

HELD_COMMENTS = """
import json
from django.test import Client
from tests.cast import a_comment, a_post, milo, mona
post = a_post()
held = [a_comment(post, f"Frost {number}.", status="held").pk for number in range(COUNT)]
clients = Client(), Client()
for client, moderator in zip(clients, (mona(), milo())):
    client.force_login(moderator)
print(json.dumps([held, [client.cookies["sessionid"].value for client in clients]]))
"""

DECISIONS_PER_COMMENT = """
import json
from collections import Counter
from moderation.models import Decision
each = Counter(Decision.objects.values_list("comment", flat=True))
print(json.dumps(sorted(each.values())))
"""

KEPT_COMMENT = """
from tests.cast import a_comment, a_post, mona
from tests.moderation.deciding import a_report
from moderation.models import Decision
comment = a_comment(a_post())
a_report(comment)
Decision.objects.take("keep", comment, by=mona())
print(comment.pk)
"""

REPORTED = """
import json
from comments.models import Comment
comment = Comment.objects.get(pk=COMMENT)
print(json.dumps([comment.status, comment.case.report_count, comment.case.burst]))
"""


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


def decide_at_once(site, url, count) -> list[tuple]:
    """Let two moderators decide each of `count` held comments at one moment, one for it and one
    against; return the pairs of answers.
    """
    held, sessions = json.loads(in_site(url, HELD_COMMENTS.replace("COUNT", str(count))))
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


def report_from_networks(site, url, count) -> list:
    """Let new guests from many networks report a comment that a moderator has kept; return its
    status, its number of open reports, and the burst that the moderators see.
    """
    comment = int(in_site(url, KEPT_COMMENT))

    def report(number):
        browser = site.browser(**{"X-Forwarded-For": f"203.{number}.113.7"})
        answer = browser.post(f"/comments/{comment}/report/", reason="harassment", note="")
        assert answer.status == 303, answer.text

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(report, range(count)))
    return json.loads(in_site(url, REPORTED.replace("COMMENT", str(comment))))
