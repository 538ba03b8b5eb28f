"""How fast comments are stored through the whole of HTTP: forms sent by wrk to the real server.

    python -m benchmarks.posting [--seconds 5] [--runs 3] [--database sqlite|postgresql]

Goals: 150 stored a second over many posts and 100 under one on PostgreSQL, with eight clients; half
of all replies within 15 ms, at 43 as at 10,000 comments, and within 30 ms at the front of 10,000.
"""

import argparse
import json
import os
import re
import secrets
import statistics
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

import django

from benchmarks.reading import cpu_of
from benchmarks.scratch import scratch_database

POSTS = 50

SCRIPT = """
local paths = {%(paths)s}
local n = 0
request = function()
  n = n + 1
  local key = string.format("%(seed)s-0000-4000-8000-%%012x", n)
  local body = "csrfmiddlewaretoken=%(token)s&name=Wendela&body=Frost+" .. n .. "&key=" .. key
  local headers = {["Cookie"] = "csrftoken=%(cookie)s",
                   ["Content-Type"] = "application/x-www-form-urlencoded",
                   ["Host"] = "127.0.0.1"}
  return wrk.format("POST", paths[n %% #paths + 1], headers, body)
end
"""


def prepare() -> dict[str, list[str]]:
    """Make the posts; give the addresses of forms, by what they measure."""
    from django.db.models import F

    from benchmarks.making import build_comments, make_posts
    from comments.models import Comment

    small, large, deep, *many = make_posts(POSTS + 3)
    build_comments(small, 43)
    build_comments(large, 10_000)
    build_tree(deep, 10_000)
    # The site takes 20,000 an hour in all: these came before.
    Comment.objects.update(created=F("created") - timedelta(hours=2))
    forms = {"many posts": [f"{post.get_absolute_url()}respond/" for post in many]}
    forms["one post"] = forms["many posts"][:1]
    for label, post in {"43": small, "10,000": large, "10,000 in one tree": deep}.items():
        front = Comment.objects.on(post).order_by("tree_id", "lft").first()
        forms[f"reply at the front of {label}"] = [f"/comments/{front.pk}/reply/"]
    return forms


def build_tree(post, count):
    """Store one top-level comment with `count` comments below it, three replies to each."""
    from django.utils import timezone

    from accounts.models import Person
    from comments.models import Comment

    author, now, drafts = Person.objects.create(), timezone.now(), []
    for number in range(count):
        draft = Comment(author=author, name="Reader", created=now, published_at=now)
        draft.status, draft.body, draft.body_html = "published", "Frost.", "<p>Frost.</p>"
        draft.parent = drafts[(number - 1) // 3] if drafts else None
        drafts.append(draft)
    Comment.objects.build(post, drafts)


def send(site, paths, clients, seconds) -> dict:
    """Give what eight clients (or one) got stored: a second, and milliseconds for one in the
    middle and for the slowest hundredth, and of the server's CPU for each; `refused` are answers
    that stored nothing.
    """
    from comments.models import Comment

    browser = site.browser()
    browser.open(paths[0])
    said = {
        "paths": ",".join(json.dumps(path) for path in paths),
        "seed": secrets.token_hex(4),
        "token": browser.token,
        "cookie": browser.cookies["csrftoken"],
    }
    before, used = Comment.objects.count(), cpu_of(site.process.pid)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % said)
        script.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--latency", "-s", script.name]
        told = subprocess.run(
            [*command, f"http://127.0.0.1:{site.port}"], capture_output=True, text=True, check=True
        ).stdout
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", told)
    stored = Comment.objects.count() - before
    return {
        "rate": stored / seconds,
        "cpu": 1000 * (cpu_of(site.process.pid) - used) / max(1, stored),
        "middle": milliseconds(re.search(r"^ +50% +(\S+)", told, re.M)[1]),
        "slow": milliseconds(re.search(r"^ +99% +(\S+)", told, re.M)[1]),
        "refused": int(refused[1]) if refused else 0,
    }


def milliseconds(written: str) -> float:
    found = re.fullmatch(r"([\d.]+)(us|ms|s|m)", written)
    if found is None:  # nothing was answered in time
        return float("inf")
    return float(found[1]) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[found[2]]


def spread(values) -> str:
    return f"{statistics.median(values):,.1f} ({min(values):,.1f}–{max(values):,.1f})"


def measure(database, seconds, runs):
    from django.db import connections

    from comments.tree_check import audit
    from tests.site_server import site_server

    forms = prepare()
    with (
        tempfile.TemporaryDirectory() as home,
        site_server(os.environ["DATABASE_URL"], Path(home) / "log") as site,
    ):
        for label, paths in forms.items():
            clients = 1 if label.startswith("reply") else 8
            found = [send(site, paths, clients, seconds) for _ in range(runs)]
            rates, middles, slow, refused, cpu = (
                [figures[name] for figures in found]
                for name in ("rate", "middle", "slow", "refused", "cpu")
            )
            print(
                f"{database:<11}{label:<38}{clients} clients {spread(rates):>24} a second"
                f" {spread(middles):>22} ms p50 {max(slow):>8,.0f} ms p99"
                f" {statistics.median(cpu):6.1f} ms CPU {sum(refused):>4} refused",
                flush=True,
            )
    print(f"{database:<11}faults in the trees afterwards: {len(list(audit(repair=False)))}")
    connections.close_all()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    options = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database(options.database):
        django.setup()
        measure(options.database, options.seconds, options.runs)


if __name__ == "__main__":
    main()
