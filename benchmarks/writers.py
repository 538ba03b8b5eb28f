"""Many processes write to the same conversations: is every comment stored, every tree correct?

    python -m benchmarks.writers --database postgresql --writers 8 --acts 2000 --posts 50

Works on a database of its own, or on that of DATABASE_URL, which must hold no posts. Each writer
mixes inserts (top level and replies), edits, removals and restorals at random, seeded by its
number. Prints a line of figures; ends with status 1 when a comment is lost, a writer saw an error,
or a tree is corrupt.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter
from contextlib import nullcontext, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier

import django
from django.db import connections

from benchmarks.scratch import scratch_database

START_TIMEOUT_SECONDS = 60
# Two writers met, and one is refused, as designed.
ALLOWED_TO_FAIL = ("CannotReply", "InvalidTransition", "TooLateToEdit")


def setup():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    django.setup()


def write(number: int, acts: int, posts: list[int], all_there: Barrier, answer: Connection):
    """Act `acts` times; return the ids of stored comments, and the errors by kind."""
    from accounts.models import Person
    from comments.models import Comment
    from posts.models import Post

    chance = random.Random(number)
    author = Person.objects.create()
    posts = list(Post.objects.filter(pk__in=posts))
    all_there.wait()
    comments_by_post, stored, refused = {post.pk: [] for post in posts}, [], Counter()
    for turn in range(acts):
        post = chance.choice(posts)
        known = comments_by_post[post.pk]
        try:
            if not known or chance.random() < 0.8:
                parent = chance.choice(known) if known and chance.random() < 0.7 else None
                comment = Comment.objects.store(
                    post=post,
                    author=author,
                    name=f"Writer {number}",
                    body=f"Turn {turn}.",
                    parent=parent,
                )
                stored.append(comment.pk)
                known.append(comment)
            else:
                comment = chance.choice(known)
                verb = chance.choice(["edit", "remove", "restore", "hold", "approve"])
                getattr(comment, verb)(*(["Edited."] if verb == "edit" else []))
        except Exception as error:  # counted by kind: the reader of the figures decides
            refused[type(error).__name__] += 1
    connections.close_all()
    answer.send((stored, refused))


def write_at_once(writers: int, acts: int, posts: list[int]) -> tuple[list[int], Counter, float]:
    """Return the ids of stored comments, what went wrong, and the seconds that it took."""
    fork = get_context("fork")  # a new Python would start for longer than it writes
    pipes = [fork.Pipe() for _ in range(writers)]
    all_there = fork.Barrier(writers + 1, timeout=START_TIMEOUT_SECONDS)
    processes = [
        fork.Process(target=write, args=(number, acts, posts, all_there, answer))
        for number, (_, answer) in enumerate(pipes)
    ]
    for process in processes:
        process.start()
    all_there.wait()
    start = time.perf_counter()
    acknowledged, errors = [], Counter()
    for process, (answers, answer) in zip(processes, pipes, strict=True):
        answer.close()
        with suppress(EOFError):  # it has died
            stored, refused = answers.recv()
            acknowledged += stored
            errors += refused
        process.join()
        errors["died"] += process.exitcode != 0
    return acknowledged, errors, time.perf_counter() - start


def run(writers: int, acts: int, post_count: int) -> dict:
    """Let `writers` processes act; compare the stored data with their answers."""
    from benchmarks.making import make_posts
    from comments.models import Comment
    from comments.tree_check import audit

    posts = [post.pk for post in make_posts(post_count)]
    connections.close_all()  # each process has its own
    acknowledged, errors, seconds = write_at_once(writers, acts, posts)
    there = set(Comment.objects.values_list("pk", flat=True))
    unexpected = {k: n for k, n in errors.items() if n and k not in ALLOWED_TO_FAIL}
    return {
        "stored": len(acknowledged),
        "lost": len(set(acknowledged) - there),
        "unasked": len(there - set(acknowledged)),
        "faults": len(list(audit(repair=False))),
        "errors": unexpected,
        "per second": round(len(acknowledged) / seconds),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--acts", type=int, default=2000)
    parser.add_argument("--posts", type=int, default=50)
    parser.add_argument("--database", choices=["sqlite", "postgresql"])
    options = parser.parse_args()
    with scratch_database(options.database) if options.database else nullcontext():
        setup()
        figures = run(options.writers, options.acts, options.posts)
        connections.close_all()
    print(", ".join(f"{name}: {figure}" for name, figure in figures.items()))
    return int(any(figures[name] for name in ("lost", "unasked", "faults", "errors")))


if __name__ == "__main__":
    sys.exit(main())
