"""How fast the moderators' desk is with a full queue.

    python -m benchmarks.queues --database postgresql [--items 100000] [--runs 30]

Fills a database of its own with this many held comments, published ones with a report, and late
ones. Asks each queue, through Django and its admin, for the first page, the last page, one in the
middle, a search that finds and one that does not; for one post, one network, a reason that nearly
all wait for and one that few do, and what is old; and decides. Then the page of the author of all
reported comments, and the search for decisions (histories.py). Prints milliseconds: the middle,
what 95 of 100 stay under, and the CPU of this process, which tells how much of it was waiting for
others on a busy machine. Ends with status 1 when the second passes LIMIT.
"""

import argparse
import os
import random
import statistics
import sys
import time
from datetime import timedelta
from functools import partial

import django
from django.db import connection

from benchmarks import histories
from benchmarks.scratch import scratch_database

LIMIT = 250  # milliseconds, for 95 of 100
POSTS = 50
AUTHORS = 2_000
WORDS = (
    *("salt", "sleep", "time", "person", "year", "thing", "world", "life", "hand", "child", "eye"),
    *("place", "work", "week", "case", "point", "number", "group", "problem", "fact", "garden"),
    *("frost", "bread", "river", "window", "letter", "morning"),
)
MARK = "quincunx"  # in one comment of a thousand
RARE = 1_000  # one of this many is held, or reported, for the rarer reason


def fill(items: int):
    """Make `items` comments for every queue."""
    from accounts.models import Person
    from benchmarks.making import make_posts
    from comments.models import Comment

    people = Person.objects.bulk_create([Person() for _ in range(AUTHORS)])
    kinds = ("held", "reported", "woken")
    for post in make_posts(POSTS):
        drafts = [
            draft(random.Random(f"{post.pk} {kind} {number}"), people, kind)
            for kind in kinds
            for number in range(items // POSTS)
        ]
        Comment.objects.build(post, drafts)
    woken = Comment.objects.filter(email__startswith="woken")
    woken.update(quiet_days=400)
    Comment.objects.exclude(email__startswith="woken").update(quiet_days=0)
    report(people)
    find()
    histories.fill(people)
    with connection.cursor() as cursor:
        # Without autovacuum's work, which is minutes away, PostgreSQL reads rows for each count.
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def draft(chance, people, kind):
    from django.utils import timezone

    from comments.models import Comment

    words = [chance.choice(WORDS) for _ in range(40)]
    if chance.random() < 0.001:
        words.append(MARK)
    came = timezone.now() - timedelta(seconds=chance.randrange(30 * 86_400))
    held = kind == "held"
    comment = Comment(
        author=people[0] if kind == "reported" else chance.choice(people),
        name=f"Reader {chance.randrange(5_000)}",
        email=f"{kind}{chance.randrange(10**6)}@example.org",
        network=f"203.0.{chance.randrange(200)}.0/24",
        created=came,
        status_since=came,
        status="held" if held else "published",
        published_at=None if held else came,
    )
    comment.body = " ".join(words)
    comment.body_html = f"<p>{comment.body}</p>"
    return comment


def report(people):
    """Put an open report and its case on every comment that is to have one."""
    from comments.models import Comment
    from moderation.models import Case, Reason, Report, ReportContents

    chance = random.Random(1)
    rows = Comment.objects.filter(email__startswith="reported").values_list("pk", "created")
    reports, cases = [], []
    for pk, came in rows:
        reason = Reason.THREAT if chance.randrange(RARE) == 0 else Reason.SPAM
        reports.append(
            Report(
                comment_id=pk,
                by=chance.choice(people),
                reason=reason,
                reference=f"R-{pk:08}",
                created=came,
            )
        )
        cases.append(
            Case(
                comment_id=pk,
                report_count=1,
                points=2,
                sources=1,
                is_protected=False,
                would_hold=False,
                urgency=chance.randrange(500),
                opened=came,
                last_reported=came,
            )
        )
    Report.objects.bulk_create(reports, batch_size=1_000)
    contents = [ReportContents(report=report) for report in reports]
    ReportContents.objects.bulk_create(contents, batch_size=1_000)
    Case.objects.bulk_create(cases, batch_size=1_000)


def find():
    """Store findings on every held comment."""
    from comments.models import Comment, Finding

    chance = random.Random(1)
    held = Comment.objects.held().values_list("pk", flat=True)
    names = ("many_links" if chance.randrange(RARE) == 0 else "first_comment" for _ in held)
    findings = [
        Finding(comment_id=pk, rule=name, verdict="hold", parameters={"links": 2})
        for pk, name in zip(held, names, strict=True)
    ]
    Finding.objects.bulk_create(findings, batch_size=1_000)


class Desk:
    """A moderator at one queue."""

    def __init__(self, queue: str, model):
        from django.test import Client

        from accounts.models import User

        self.address, self.model = f"/admin/moderation/{queue}/", model
        self.client = Client(headers={"Host": "127.0.0.1"})
        user, _ = User.objects.get_or_create(
            username="m", display_name="M", is_staff=True, is_superuser=True
        )
        self.client.force_login(user)

    def look(self, **query):
        self.ask(self.address, query)

    def ask(self, url, query):
        answer = self.client.get(url, query)
        assert answer.status_code == 200, answer.status_code

    def middle(self):
        keys = self.model.objects.order_by(*self.model.QUEUE_ORDER).values_list("pk", flat=True)
        return keys[keys.count() // 2]

    def take(self, action):
        """Decide on an item as its card does, and get the next card; the token is not timed."""
        from moderation.models import Decision, HouseRule

        item = self.model.objects.order_by("?").first()
        form = {
            "action": action,
            "state_token": Decision.objects.state_token(item),
            "ground": HouseRule.objects.version("off_topic").pk,
        }
        return timed(lambda: self._post(f"{item.pk}/card/decide/", form))

    def _post(self, address, form):
        answer = self.client.post(self.address + address, form)
        assert answer.status_code == 200, answer.status_code


def timed(act) -> tuple[float, float]:
    """Return the milliseconds an act takes, and those of this process's CPU."""
    start, used = time.perf_counter(), time.process_time()
    act()
    return 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - used)


# By queue: the reason that nearly all wait for, and a rare one.
REASONS = {
    "heldcomment": ("first_comment", "many_links"),
    "reportedcomment": ("spam", "threat"),
}


def narrowed(queue: str) -> dict[str, dict]:
    from posts.models import Post

    usual, rare = REASONS.get(queue, ("", ""))
    reasons = {"why: the usual": {"why": usual}, "why: a rare one": {"why": rare}} if rare else {}
    return reasons | {
        "one post": {"post": Post.objects.earliest("pk").pk},
        "one network": {"place": "203.0.7.0/24"},
        "older than a week": {"age": "older-7"},
        "all at once": {"place": "203.0.7.0/24", "age": "older-7", "why": rare},
    }


def measure(desk: Desk, runs: int) -> dict[str, list[tuple[float, float]]]:
    middle = desk.middle()
    questions = {
        "first page": {},
        "page in the middle": {"after": middle},
        "last page": {"last": 1},
        "search, found": {"q": MARK},
        "search, last page": {"q": MARK, "last": 1},
        "search, not there": {"q": "nothing like it"},
        **narrowed(desk.model._meta.model_name),
    }
    desk.look()
    figures = {
        name: [timed(lambda: desk.look(**query)) for _ in range(runs)]  # noqa: B023
        for name, query in questions.items()
    }
    figures["decide"] = [desk.take("let_stand" if n % 2 else "spam") for n in range(runs)]
    figures["the admin's first page"] = [
        timed(lambda: desk.client.get("/admin/")) for _ in range(runs)
    ]
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=30)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database(options.database):
        django.setup()
        from moderation.models import HeldComment, ReportedComment, WokenThread

        fill(options.items)
        worst = 0.0
        print(f"{options.database}, {options.items:,} items a queue; milliseconds p50, p95, CPU")
        for model in (HeldComment, ReportedComment, WokenThread):
            desk = Desk(model._meta.model_name, model)
            figures = measure(desk, options.runs)
            worst = max(worst, show(model._meta.verbose_name_plural, figures))
        for title, url, questions in histories.pages():
            figures = {
                name: [timed(partial(desk.ask, url, query)) for _ in range(options.runs)]
                for name, query in questions.items()
            }
            worst = max(worst, show(title, figures))
        connection.close()
    return int(worst > LIMIT)


def show(title: str, figures) -> float:
    """Print the figures of a page; return the longest of those that 95 of 100 stay under."""
    worst = 0.0
    for name, times in figures.items():
        took, used = zip(*times, strict=True)
        p95 = statistics.quantiles(took, n=20)[-1]
        worst = max(worst, p95)
        print(
            f"  {title:20} {name:28} {statistics.median(took):6.0f} {p95:6.0f}"
            f" {statistics.median(used):6.0f}",
            flush=True,
        )
    return worst


if __name__ == "__main__":
    sys.exit(main())
