"""How long the figures of a year take, with a million comments in it.

    python -m benchmarks.figures --database postgresql [--comments 1000000] [--runs 5]

Fills a database of its own: a generated year of ten thousand comments, with findings, decisions and
reports, copied by the database until there are enough. Asks for the public page, which is not
cached the first time, for the CSV, and for the desk's page of 365 days. Prints milliseconds: the
middle, the slowest, and the CPU of this process. Ends with status 1 when the middle of one passes
LIMIT.
"""

import argparse
import os
import random
import statistics
import sys
from datetime import timedelta
from functools import partial

import django
from django.db import connection

from benchmarks.queues import timed
from benchmarks.scratch import scratch_database

LIMIT = 2_000  # milliseconds
BASE = 10_000  # comments that are made; the others are copies
STEP = 10**6  # between the keys of a row and of its next copy


def fill(comments: int):
    """Store a year with this number of comments, the last year."""
    from comments.models import Comment, Finding
    from moderation.models import Decision, LegalNotice, Report
    from posts.models import Blog
    from tests.moderation.year_of_use import YearOfUse

    year = YearOfUse(last_year(), Blog.objects.current().zone, seed=1, sizes=(6,)).store()
    write_more(year, BASE - Comment.objects.count())
    copies = comments // BASE - 1
    copy(Comment, copies, tree_id=f"tree_id + n * {STEP}", number="NULL", parent_id="NULL")
    copy(Decision, copies, comment_id=moved("comment_id"), undoes_id=moved("undoes_id"))
    copy(Finding, copies, comment_id=moved("comment_id"))
    reference = f"'R' || CAST(id + n * {STEP} AS varchar(10))"
    decision = moved("decision_id")
    copy(Report, copies, comment_id=moved("comment_id"), decision_id=decision, reference=reference)
    copy(LegalNotice, copies, report_id=moved("report_id"))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def last_year() -> int:
    from django.utils import timezone

    return timezone.now().year - 1


def write_more(year, count):
    """Add published comments of forty words to a YearOfUse."""
    from comments.models import Comment
    from posts.models import Post

    chance, drafts = random.Random(1), []
    seconds = int((year.limits[-1] - year.limits[0]).total_seconds())
    words = " ".join(f"word{number}" for number in range(40))
    for _ in range(count):
        moment = year.limits[0] + timedelta(seconds=chance.randrange(seconds))
        draft = Comment(author=chance.choice(year.people), name="Reader", created=moment)
        draft.status, draft.published_at = "published", moment
        draft.body, draft.body_html = words, f"<p>{words}</p>"
        drafts.append(draft)
    Comment.objects.build(Post.objects.get(), drafts)


def moved(column) -> str:
    return f"{column} + n * {STEP}"


def copy(model, copies, **expressions):
    """Copy all rows of a model; `expressions` say in SQL how columns differ, by their names."""
    if not copies:
        return
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), model._meta.pk.column
    expressions = {key: moved(key)} | expressions
    columns = [field.column for field in model._meta.concrete_fields]
    values = ", ".join(expressions.get(column, quote(column)) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(quote, columns))})"  # noqa: S608 (our own names)
            f" WITH RECURSIVE copies(n) AS"
            f" (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {copies})"
            f" SELECT {values} FROM {table} CROSS JOIN copies"
        )


def measure(runs: int) -> dict[str, list[tuple[float, float]]]:
    from django.test import Client

    from blogsite.pagecache.store import pages
    from tests.cast import an_owner

    client = Client(headers={"Host": "127.0.0.1"})
    client.force_login(an_owner())

    def ask(path):
        pages.clear()
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code

    paths = {
        "the page": f"/transparency/?year={last_year()}",
        "CSV": f"/transparency.csv?year={last_year()}",
        "the desk's page": "/admin/figures/?days=365",
    }
    for path in paths.values():
        ask(path)
    return {name: [timed(partial(ask, path)) for _ in range(runs)] for name, path in paths.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--comments", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database(options.database):
        django.setup()
        fill(options.comments)
        print(f"{options.database}, {options.comments:,} comments; milliseconds p50, max, CPU")
        slowest = 0.0
        for name, times in measure(options.runs).items():
            took, used = zip(*times, strict=True)
            middle = statistics.median(took)
            slowest = max(slowest, middle)
            print(f"  {name:20} {middle:6.0f} {max(took):6.0f} {statistics.median(used):6.0f}")
        connection.close()
    return int(slowest > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
