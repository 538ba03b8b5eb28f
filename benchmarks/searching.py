"""How fast readers' and moderators' search is over many comments.

    python -m benchmarks.searching [--database sqlite|postgresql] [--comments 100000] [--runs 10]

Fills a database of its own with comments of 40 words, one in ten in Chinese, and prints the
milliseconds of each kind of search: the median, and what 95 of 100 stay under. Ends with status 1
when a search takes longer than LIMIT.
"""

import argparse
import os
import random
import statistics
import sys
import time

import django

from benchmarks.scratch import scratch_database

LIMIT = 1_000  # milliseconds, for 95 of 100
POSTS = 20
WORDS = 50_000  # different ones; the first are in most texts, the last in few
CHARACTERS = [chr(code) for code in range(0x4E00, 0x4E00 + 3_000)]
SEARCHES = {
    "a rare word": "quincunx",
    "a common word": "w1x",
    "two common words": "w1x w2x",
    "a common beginning": "w1",
    "two Chinese characters": "".join(CHARACTERS[:2]),
    "nothing, and a suggestion": "quinconx",
}


def fill(count: int):
    """Store the comments, published, under POSTS posts."""
    from django.db import connection
    from django.utils import timezone

    from accounts.models import Person
    from benchmarks.making import make_posts
    from comments.models import Comment

    author, chance = Person.objects.create(), random.Random(1)
    for post in make_posts(POSTS):
        drafts = []
        for number in range(count // POSTS):
            now = timezone.now()
            draft = Comment(author=author, name="Reader", created=now, published_at=now)
            draft.status, draft.body = "published", text(chance, is_chinese=number % 10 == 0)
            if number % 1_000 == 1:
                draft.body += " quincunx"
            draft.body_html = f"<p>{draft.body}</p>"
            drafts.append(draft)
        Comment.objects.build(post, drafts)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def text(chance, *, is_chinese):
    if is_chinese:
        return "".join(CHARACTERS[int(len(CHARACTERS) * chance.random() ** 4)] for _ in range(80))
    return " ".join(f"w{int(WORDS * chance.random() ** 4)}x" for _ in range(40))


def milliseconds(act, runs: int) -> list[float]:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - start))
    return times


def measure(runs: int) -> float:
    """Print the figures; return the longest of those that 95 of 100 stay under."""
    from blogsite.search.query import search
    from blogsite.search.suggestion import suggestion
    from comments.staff_search import matching

    worst = 0.0
    for name, query in SEARCHES.items():
        acts = {
            "readers": lambda: search(query) or suggestion(query),  # noqa: B023
            "moderators": lambda: matching(query),  # noqa: B023
        }
        for who, act in acts.items():
            times = milliseconds(act, runs)
            p95 = statistics.quantiles(times, n=20)[-1]
            worst = max(worst, p95)
            print(
                f"  {name:28}{who:12}{statistics.median(times):8.0f} ms p50 {p95:8.0f} ms p95",
                flush=True,
            )
    return worst


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=10)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database(options.database):
        django.setup()
        fill(options.comments)
        print(f"{options.database}, {options.comments:,} comments")
        worst = measure(options.runs)
        from django.db import connection

        connection.close()
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
