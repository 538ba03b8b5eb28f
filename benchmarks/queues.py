"""The moderators' queues with 100,000 items each: how long a page, a search, a decision takes.

    python -m benchmarks.queues [--items N] [--database sqlite|postgresql]

The goal is 250 ms for nineteen of twenty, on both databases. Works on a database of its own.
"""

import argparse
import os
import random
import time
from datetime import timedelta

import django

from benchmarks.scratch import scratch_database

POSTS = 200
AT_ONCE = 900  # keys in one statement
TURNS = 40
WORDS = [
    "time",
    "person",
    "year",
    "way",
    "day",
    "thing",
    "world",
    "life",
    "hand",
    "part",
    "child",
    "eye",
    "place",
    "work",
    "week",
    "case",
]
WORDS += [
    "point",
    "number",
    "group",
    "problem",
    "fact",
    "garden",
    "frost",
    "bread",
    "river",
    "window",
    "letter",
    "morning",
]


def fill(items):
    """Make a third of the items held, a third reported, a third woken threads, each `items`."""
    from django.utils import timezone

    from benchmarks.making import make_posts
    from comments.models import Comment, Person
    from moderation.models import Case, Report

    chance, now = random.Random(items), timezone.now()
    author = Person.objects.create()
    posts = make_posts(POSTS)
    for part, post in enumerate(posts):
        drafts = []
        for number in range(3 * items // POSTS):
            kind = number % 3
            created = now - timedelta(minutes=chance.randrange(500_000))
            draft = Comment(author=author, name=f"Reader {part}-{number}", created=created)
            draft.email = f"reader{part}-{number}@mail.example"
            draft.body = " ".join(chance.choices(WORDS, k=40))
            draft.body_html = f"<p>{draft.body}</p>"
            draft.status = "held" if kind == 0 else "published"
            draft.status_since = created
            draft.published_at = created if kind else None
            drafts.append(draft)
        Comment.objects.build(post, drafts)
    shown = list(Comment.objects.published().order_by("pk").values_list("pk", flat=True))
    woken, reported = shown[::2], shown[1::2]
    for start in range(0, len(woken), AT_ONCE):
        Comment.objects.filter(pk__in=woken[start : start + AT_ONCE]).update(quiet_days=400)
    reporter = Person.objects.create()
    Report.objects.bulk_create(
        [Report(comment_id=pk, by=reporter, reason="spam") for pk in reported], batch_size=1000
    )
    Case.objects.bulk_create(
        [
            Case(
                comment_id=pk,
                report_count=1,
                points=10,
                sources=1,
                is_protected=False,
                would_hold=False,
                urgency=chance.choice([10, 30, 110, 310, 410]),
                opened=now - timedelta(minutes=chance.randrange(500_000)),
                last_reported=now,
            )
            for pk in reported
        ],
        batch_size=1000,
    )
    analyze()


def analyze():
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def measure():
    """Print a table: for each queue, what a moderator does all day."""
    from blogsite.models import User
    from moderation.queues import QUEUES

    judge = User.objects.create(username="judge")
    print(f"{'queue':<10}{'act':<22}{'median':>10}{'p95':>10}")
    for name, model in QUEUES.items():
        for label, act in acts(model, judge).items():
            times = sorted(timed(act) for _ in range(TURNS))
            median, p95 = times[TURNS // 2], times[int(TURNS * 0.95)]
            print(f"{name:<10}{label:<22}{median:>7.1f} ms{p95:>7.1f} ms", flush=True)


def acts(model, judge):
    from moderation.models import Decision
    from moderation.queues import Queue

    def decide():
        comment = Queue(model).page(size=1).items[0]
        seen = Decision.objects.seen(comment)
        Decision.objects.take("let_stand", on=comment, by=judge, seen=seen)

    middle = Queue(model).page().items[-1].pk
    return {
        "first page": lambda: Queue(model).page(),
        "a page further on": lambda: Queue(model).page(after=middle),
        "last page": lambda: Queue(model).page(last=True),
        "count and age": lambda: (Queue(model).count, Queue(model).oldest_age),
        "search, common word": lambda: Queue(model, search="garden").page(),
        "search, one name": lambda: Queue(model, search="Reader 150-77").page(),
        "search, nothing": lambda: Queue(model, search="xylophone").page(),
        "search, last page": lambda: Queue(model, search="river").page(last=True),
        "next item, decide": decide,
    }


def timed(act):
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--items", type=int, default=100_000)
    options.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    options = options.parse_args()
    with scratch_database(options.database) as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
        django.setup()
        fill(options.items)
        measure()


if __name__ == "__main__":
    main()
