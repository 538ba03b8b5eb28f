"""How fast comments are stored through the whole of HTTP: forms sent by wrk to the real server.

    python -m benchmarks.posting [--seconds 5] [--runs 3] [--database sqlite|postgresql] [--only X]
                                [--learned] [--here]

First newcomers, as most authors are: each reply has an IP address of its own and 20 to 200 words,
and goes to any comment of a conversation of 1,000, under posts of any age. Then the most expensive
reply, to the first leaf of a tree of 10,000, after which almost all rows of the tree come.

Goals: newcomers' replies at 80 a second and 20 ms of CPU on PostgreSQL; with eight on SQLite
p99 within 500 ms; 50 ms at the first leaf; 150 stored a second over many posts and 100 under one,
with eight clients; half of all replies within 15 ms, at 43 as at 10,000 comments, and within 30 ms
at the front of 10,000. `--only` is a regular expression for the names of what is measured.

With `--learned` the rules are on that have learned and that compare with removed comments. Replies
are then made of 4 to 10 sentences like those of comments that were approved, one in fifty of
advertising. Goals: half of all within 14 ms, and 200 a second with eight clients on PostgreSQL.

With `--here` newcomers and many posts are measured on the site of DATABASE_URL, which stays as it
is but for the comments: run it in turns on two sites of different sizes that benchmarks.million
has made. It also prints the CPU of PostgreSQL, if that runs on this machine.
"""

import argparse
import json
import os
import re
import secrets
import statistics
import subprocess
import tempfile
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from random import Random
from urllib.parse import quote_plus

import django
import psutil

from benchmarks.page_views import cpu_of
from benchmarks.scratch import scratch_database

POSTS = 50

THREAD = 1_000  # comments that newcomers answer
LARGE = 10_000
AGES = (0, 1, 30, 200, 400)  # days since a post was published that newcomers answer

SCRIPT = """
local paths, texts = {%(paths)s}, {%(texts)s}
local n, seed = 0, tonumber("%(seed)s", 16)
math.randomseed(seed)
local function words(count)
  local text = {}
  for i = 1, count do text[i] = string.format("w%%x", math.random(1, 50000)) end
  return table.concat(text, "+")
end
request = function()
  n = n + 1
  local key = string.format("%(seed)s-0000-4000-8000-%%012x", n)
  local body = "Frost+" .. n
  if #texts > 0 then body = texts[math.random(#texts)] .. "+" .. body end
  local name = "Wendela"
  local headers = {["Cookie"] = "csrftoken=%(cookie)s",
                   ["Content-Type"] = "application/x-www-form-urlencoded",
                   ["Host"] = "127.0.0.1"}
  if %(newcomers)s then
    if #texts == 0 then body = words(math.random(20, 200)) end
    name = "Reader+" .. math.random(1, 100000)
    headers["X-Forwarded-For"] = string.format(
      "%%d.%%d.%%d.%%d", math.random(20, 99), math.random(0, 255), math.random(0, 255),
      math.random(1, 254))
  end
  local form = "csrfmiddlewaretoken=%(token)s&name=" .. name .. "&body=" .. body .. "&key=" .. key
  return wrk.format("POST", paths[math.random(#paths)], headers, form)
end
"""


def prepare(*, learned: bool) -> dict[str, list[str]]:
    """Make the posts, and what is learned from; return the paths of forms by what they measure."""
    from django.db.models import F

    from benchmarks.making import build_comments, make_posts
    from comments.models import Comment

    posts = make_posts(len(AGES) + 3 + POSTS)
    if learned:
        from benchmarks.taught import teach

        teach()
    many, (*old, small, large, deep) = posts[:POSTS], posts[POSTS:]
    for post in old:
        build_comments(post, THREAD)
    build_comments(small, 43)
    build_comments(large, LARGE)
    build_tree(deep, LARGE)
    # The site takes 20,000 an hour in all: these came before.
    Comment.objects.update(created=F("created") - timedelta(hours=2))
    for post, days in zip(old, AGES, strict=True):
        make_older(post, days)
    answered = Comment.objects.filter(post__in=old).values_list("pk", flat=True)
    leaf = Comment.objects.on(deep).filter(replies=None).earliest("lft")
    forms = {
        "newcomers": [f"/comments/{pk}/reply/" for pk in answered],
        "reply to the first leaf of 10,000": [f"/comments/{leaf.pk}/reply/"],
        "many posts": [f"{post.get_absolute_url()}respond/" for post in many],
    }
    forms["one post"] = forms["many posts"][:1]
    for label, post in {"43": small, "10,000": large, "10,000 in one tree": deep}.items():
        front = Comment.objects.on(post).order_by("tree_id", "lft").first()
        forms[f"reply at the front of {label}"] = [f"/comments/{front.pk}/reply/"]
    return forms


def forms_of_site() -> dict[str, list[str]]:
    """Return the paths of forms of a site that has posts and comments."""
    from comments.models import Comment
    from posts.models import Post

    newest = Comment.objects.published().order_by("-pk")[: len(AGES) * THREAD]
    posts = Post.objects.listed().order_by("-pk")[:POSTS]
    return {
        "newcomers": [f"/comments/{pk}/reply/" for pk in newest.values_list("pk", flat=True)],
        "many posts": [f"{post.get_absolute_url()}respond/" for post in posts],
    }


def postgresql_process() -> int:
    """Return the process id of PostgreSQL's server; -1 if it is not on this machine."""
    from django.db import connection

    if connection.vendor != "postgresql":
        return -1
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    is_here = psutil.pid_exists(backend) and psutil.Process(backend).name() == "postgres"
    return psutil.Process(backend).ppid() if is_here else -1


def make_older(post, days):
    """Move a post and its comments into the past."""
    from django.db.models import F

    from comments.models import Comment
    from posts.models import Post

    age = timedelta(days=days)
    Post.objects.filter(pk=post.pk).update(published_at=F("published_at") - age)
    comments = Comment.objects.on(post)
    comments.update(created=F("created") - age, published_at=F("published_at") - age)


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


def made_texts(count=1_000):
    """Return texts of several sentences, encoded for a form; one in fifty is advertising."""
    from tests.moderation.learning.made_comments import made_comments

    chance = Random(7)
    good, bad = (
        [made.text for made in made_comments(*numbers, seed=7)]
        for numbers in ((5_000, 0), (0, 500))
    )
    return [
        quote_plus(" ".join(chance.choices(good if n % 50 else bad, k=chance.randint(4, 10))))
        for n in range(count)
    ]


def send(site, paths, clients, seconds, newcomers, texts) -> dict:
    """Return how many comments the clients got stored a second, the median and the 99th percentile
    of milliseconds, and milliseconds of CPU for each, the server's and PostgreSQL's; `refused` are
    answers that stored nothing.
    """
    from comments.models import Comment

    browser = site.browser()
    browser.open(paths[0])
    values = {
        "newcomers": str(newcomers).lower(),
        "paths": ",".join(json.dumps(path) for path in paths),
        "texts": ",".join(json.dumps(text) for text in texts),
        "seed": secrets.token_hex(4),
        "token": browser.token,
        "cookie": browser.cookies["csrftoken"],
    }
    database = postgresql_process()
    before, used = Comment.objects.count(), cpu_of(site.process.pid)
    used_there = cpu_of(database)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(SCRIPT % values)
        script.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "--latency"]
        command += ["-s", script.name]
        url = f"http://127.0.0.1:{site.port}"
        output = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    stored = Comment.objects.count() - before
    return {
        "rate": stored / seconds,
        "cpu": 1000 * (cpu_of(site.process.pid) - used) / max(1, stored),
        "database": 1000 * (cpu_of(database) - used_there) / max(1, stored),
        "middle": milliseconds(re.search(r"^ +50% +(\S+)", output, re.M)[1]),
        "slow": milliseconds(re.search(r"^ +99% +(\S+)", output, re.M)[1]),
        "refused": int(refused[1]) if refused else 0,
    }


def milliseconds(written: str) -> float:
    match = re.fullmatch(r"([\d.]+)(us|ms|s|m)", written)
    if match is None:  # nothing was answered in time
        return float("inf")
    return float(match[1]) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60_000}[match[2]]


def spread(values) -> str:
    return f"{statistics.median(values):,.1f} ({min(values):,.1f}–{max(values):,.1f})"


def measure(database, seconds, runs, only, learned, here):
    from django.db import connections

    from comments.tree_check import audit
    from tests.site_server import site_server

    forms = forms_of_site() if here else prepare(learned=learned)
    texts = made_texts() if learned else []
    forms = {label: paths for label, paths in forms.items() if re.search(only, label)}
    with (
        tempfile.TemporaryDirectory() as home,
        site_server(
            os.environ["DATABASE_URL"], Path(home) / "log", TRUSTED_PROXIES="127.0.0.1"
        ) as site,
    ):
        for label, paths in forms.items():
            clients = 1 if label.startswith("reply") else 8
            newcomers = label == "newcomers"
            results = [send(site, paths, clients, seconds, newcomers, texts) for _ in range(runs)]
            rates, middles, slow, refused, cpu, there = (
                [figures[name] for figures in results]
                for name in ("rate", "middle", "slow", "refused", "cpu", "database")
            )
            print(
                f"{database:<11}{label:<38}{clients} clients {spread(rates):>24} a second"
                f" {spread(middles):>22} ms p50 {max(slow):>8,.0f} ms p99"
                f" {statistics.median(cpu):6.1f} ms CPU {statistics.median(there):6.1f} PostgreSQL"
                f" {sum(refused):>4} refused",
                flush=True,
            )
    if not here:
        print(f"{database:<11}faults in the trees afterwards: {len(list(audit(repair=False)))}")
    connections.close_all()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="postgresql")
    options.add_argument("--only", default="")
    options.add_argument("--learned", action="store_true")
    options.add_argument("--here", action="store_true")
    options = options.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with nullcontext() if options.here else scratch_database(options.database):
        django.setup()
        measure(**vars(options))


if __name__ == "__main__":
    main()
