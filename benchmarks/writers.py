"""Many processes write the same threads: is every acknowledged comment there, every tree sound?

    python -m benchmarks.writers --database postgresql --writers 8 --acts 2000 --posts 50

Works on a database of its own, or on that of DATABASE_URL, which must hold no posts. Each writer
mixes inserts (top level and replies), edits, removals and restorals at random, seeded by its
number. Prints a line of figures; ends with status 1 when a comment is lost, a writer saw an error,
or a tree is corrupt.
"""

import argparse
import os
import random
import subprocess
import sys
import time
from collections import Counter
from contextlib import nullcontext

import django
from django.db import connections

from benchmarks.scratch import scratch_database

# Two writers met, and one is told, as designed.
ALLOWED_TO_FAIL = ("CannotReply", "InvalidTransition", "TooLateToEdit")


def setup():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    django.setup()


def write(number: int, acts: int, posts: list[int]):
    """Act `acts` times; print the ids of stored comments, then what went wrong, by kind."""
    from accounts.models import Person
    from comments.models import Comment
    from posts.models import Post

    chance = random.Random(number)
    author = Person.objects.create()
    posts = list(Post.objects.filter(pk__in=posts))
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
    print(*stored)
    print(*(f"{kind}={count}" for kind, count in refused.items()))


def run(writers: int, acts: int, post_count: int) -> dict:
    """Let `writers` processes act and hold what is stored against what they were told."""
    from benchmarks.making import make_posts
    from comments.models import Comment
    from comments.tree_check import audit

    posts = [str(post.pk) for post in make_posts(post_count)]
    start = time.perf_counter()
    processes = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "benchmarks.writers",
                "--writer",
                str(n),
                "--acts",
                str(acts),
                *posts,
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        for n in range(writers)
    ]
    acknowledged, errors = [], Counter()
    for process in processes:
        ids, kinds = process.communicate()[0].split("\n")[:2]
        acknowledged += map(int, ids.split())
        for kind in kinds.split():
            name, count = kind.split("=")
            errors[name] += int(count)
        errors["died"] += process.returncode != 0
    seconds = time.perf_counter() - start
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
    parser.add_argument("--writer", type=int, help=argparse.SUPPRESS)
    parser.add_argument("post_ids", type=int, nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.writer is not None:
        setup()
        write(options.writer, options.acts, options.post_ids)
        return 0
    with scratch_database(options.database) if options.database else nullcontext():
        setup()
        figures = run(options.writers, options.acts, options.posts)
        connections.close_all()
    print(", ".join(f"{name}: {figure}" for name, figure in figures.items()))
    return int(any(figures[name] for name in ("lost", "unasked", "faults", "errors")))


if __name__ == "__main__":
    sys.exit(main())
