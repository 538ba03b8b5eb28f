"""How fast similar comments are found among many, how many are missed, and what it takes.

    python -m benchmarks.likeness --database postgresql [--comments 100000] [--runs 200]

Fills a database of its own with comments of some twenty words, chosen as words are in a language
(few often, most rarely), a hundredth of them copies of one text, and has a moderator decide on all
of them. Then looks for comments of which some words were replaced, as a check of a new comment
would, through the desk's own question, and with the whole card. Prints how often the comment is
among the first three, and milliseconds. Goals: 50 ms at the door, 100 at the desk and 250 for the
card, for 95 of 100; 90 of 100 found with a tenth of the words replaced, 95 with a fifth; 1,000
bytes a comment; 1 ms for the fingerprint of 100 words. Ends with status 1 when one is missed.
"""

import argparse
import os
import random
import statistics
import sys
import time
from functools import partial
from itertools import accumulate, batched
from operator import attrgetter

import django
from django.db import connection

from benchmarks.queues import timed
from benchmarks.scratch import scratch_database

POSTS = 50
VOCABULARY = 20_000
WORDS = 20  # of a comment: about 112 characters
COPIES = 0.01  # part of the comments that are copies of one text
SHARES = (0, 0.1, 0.2, 0.3, 0.5)  # of the words that are replaced
FOUND = {0.1: 90, 0.2: 95}  # of 100
LIMITS = {"door": 50, "desk": 100, "card": 250}  # milliseconds, for 95 of 100
MAX_BYTES, MAX_FINGERPRINT = 1_000, 1.0


class Language:
    """Random words, of which the first are chosen most often."""

    def __init__(self, chance):
        self.chance = chance
        letters, weights = "etaoinshrdlucmfwypvbgkjqxz", range(26, 0, -1)
        self.words = [
            "".join(chance.choices(letters, weights, k=max(1, round(chance.gauss(4.6, 2)))))
            for _number in range(VOCABULARY)
        ]
        self.weights = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))

    def text(self, length=WORDS) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self.weights, k=length)

    def changed(self, words, share) -> str:
        """Return a text with a share of its words replaced."""
        words = list(words)
        for place in self.chance.sample(range(len(words)), round(len(words) * share)):
            words[place] = self.text(1)[0]
        return " ".join(words)


def fill_blog(language, count: int) -> dict[int, list[str]]:
    """Store comments with decisions; return the words of some of them by key."""
    from django.utils import timezone

    from accounts.models import Person, User
    from benchmarks.making import make_posts
    from comments.models import Comment
    from moderation.models import Decision

    person = Person.objects.create()
    copied, texts = language.text(), {}
    for post in make_posts(POSTS):
        drafts = []
        for _number in range(count // POSTS):
            is_copy = language.chance.random() < COPIES
            words = copied if is_copy else language.text()
            now = timezone.now()
            draft = Comment(author=person, name="Reader", created=now, published_at=now)
            draft.status, draft.body = "published", " ".join(words)
            draft.body_html = f"<p>{draft.body}</p>"
            draft.own_words = None if is_copy else words
            drafts.append(draft)
        Comment.objects.build(post, drafts)
        texts |= {each.pk: each.own_words for each in drafts if each.own_words}
    moderator = User.objects.create(username="decides", display_name="Decides", is_staff=True)
    for keys in batched(Comment.objects.order_by("pk").values_list("pk", flat=True), 1_000):
        Decision.objects.bulk_create(
            Decision(action="keep", source="own", comment_id=pk, by=moderator) for pk in keys
        )
    return texts


def bytes_used() -> int:
    """Return the size of the fingerprints; on SQLite that of all tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('moderation_likeness')")
            return cursor.fetchone()[0]
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute("PRAGMA freelist_count")
        pages -= cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        return pages * cursor.fetchone()[0]


def fill_fingerprints() -> tuple[float, float]:
    """Store the fingerprints; return the seconds it took, and the bytes of one."""
    from moderation.similarity.filling import fill

    before, start = bytes_used(), time.perf_counter()
    count = sum(fill())
    took = time.perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return took, (bytes_used() - before) / count


def search(language, texts, runs: int, share: float):
    """Return how many of 100 are among the first three, and the times at the door."""
    hits, times = 0, []
    for pk in language.chance.sample(sorted(texts), runs):
        similar = []
        times.append(timed(partial(ask, language.changed(texts[pk], share), similar)))
        hits += pk in similar[:3]
    return 100 * hits / runs, times


def ask(text: str, keys: list[int]):
    """Put the keys of the decided comments that are like a text into a list."""
    from comments.models import Comment
    from moderation.similarity.search import find_similar

    keys += [
        each.comment.pk for each in find_similar(text, Comment.objects.all(), decided_only=True)
    ]


def look(texts, runs: int, chance):
    """Return the times of the desk's own question, and of the whole card."""
    from accounts.models import User
    from benchmarks.queues import Desk
    from comments.models import Comment
    from moderation.desk.similar import SimilarToComment
    from moderation.models import HeldComment

    desk, questions, cards = Desk("heldcomment", HeldComment), [], []
    desk.look()
    user = User.objects.get(username="m")
    for pk in chance.sample(sorted(texts), runs):
        alike = SimilarToComment(Comment.objects.get(pk=pk), user)
        questions.append(timed(partial(attrgetter("decided", "wave"), alike)))
        cards.append(timed(partial(desk.ask, f"{desk.address}{pk}/card/", {})))
    return questions, cards


def fingerprint_time(language) -> float:
    """Return the milliseconds of CPU for the fingerprint of 100 words."""
    from moderation.similarity.fingerprint import bands_of

    texts = [" ".join(language.text(100)) for _number in range(200)]
    start = time.process_time()
    for text in texts:
        bands_of(text)
    return 1000 * (time.process_time() - start) / len(texts)


def show(title: str, times) -> float:
    """Print times in milliseconds: p50, p95 and the CPU; return p95."""
    took, used = zip(*times, strict=True)
    p95 = statistics.quantiles(took, n=20)[-1]
    middle, cpu = statistics.median(took), statistics.median(used)
    print(f"  {title:40} {middle:7.1f} {p95:7.1f} {cpu:7.1f}", flush=True)
    return p95


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--comments", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=200)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database(options.database):
        django.setup()
        language = Language(random.Random(1))
        texts = fill_blog(language, options.comments)
        took, size = fill_fingerprints()
        cpu = fingerprint_time(language)
        print(
            f"{options.database}, {options.comments:,} decided comments; milliseconds p50, p95, CPU"
        )
        print(f"  filled in {took:.0f} s; {size:.0f} bytes a comment; {cpu:.2f} ms for 100 words")
        is_good = size <= MAX_BYTES and cpu <= MAX_FINGERPRINT
        for share in SHARES:
            hits, times = search(language, texts, options.runs, share)
            p95 = show(f"door, {share:.0%} replaced, {hits:.0f} of 100", times)
            is_good &= hits >= FOUND.get(share, 0) and p95 <= LIMITS["door"]
        questions, cards = look(texts, options.runs, language.chance)
        is_good &= show("desk", questions) <= LIMITS["desk"]
        is_good &= show("card", cards) <= LIMITS["card"]
        connection.close()
    return int(not is_good)


if __name__ == "__main__":
    sys.exit(main())
