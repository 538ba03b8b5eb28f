"""Measure the response times of the API.

    python -m benchmarks.api [--seconds 5] [--runs 3] [--database sqlite]

Prints the rate of a cached conversation as JSON beside a cached page of about the same size, the
time of 1,000 counts in one request, and reads 10,000 comments while others write. Goals: 0.9 of the
rate of the page; 20 ms; none missed or doubled. Needs wrk.
"""

import argparse
import json
import os
import threading
import time
from contextlib import contextmanager

import django

from benchmarks.news import compare
from benchmarks.page_views import cold, spread
from benchmarks.scratch import scratch_database

PAGE_COMMENTS, API_COMMENTS = 43, 100  # about as large when compressed
LONG_CONVERSATION, WRITERS = 10_000, 8
POSTS = 1_000


def prepare() -> dict[str, str]:
    """Make posts; return the paths to measure, by name."""
    from benchmarks.making import build_comments, make_posts

    posts = make_posts(POSTS)
    build_comments(posts[0], PAGE_COMMENTS)
    build_comments(posts[1], API_COMMENTS)
    return {"API": f"/api/v1/conversations/{posts[1].pk}/", "page": posts[0].get_absolute_url()}


def time_counts(runs):
    """Print how long one request for the counts of all posts takes."""
    from django.core.cache import cache
    from django.test import Client

    from posts.models import Post

    body = json.dumps({"urls": [post.get_absolute_url() for post in Post.objects.all()]})
    client, times = Client(headers={"Host": "127.0.0.1"}), []
    for _ in range(runs):
        cache.clear()  # of the rate limit
        start = time.perf_counter()
        answer = client.post("/api/v1/counts/", body, "application/json")
        times.append(1000 * (time.perf_counter() - start))
    counts = [each["count"] for each in answer.json()["counts"]]
    assert len(counts) == POSTS and None not in counts
    print(f"{POSTS:,} counts in one request: {spread(times)} ms")


def read_while_writing():
    """Read a long conversation while others write; fail if a comment is missed or doubled."""
    from django.test import Client

    from benchmarks.making import build_comments
    from comments.models import Comment
    from posts.models import Post

    post = Post.objects.order_by("pk")[2]
    build_comments(post, LONG_CONVERSATION)
    stored = set(Comment.objects.on(post).values_list("pk", flat=True))
    client, path, ids = (
        Client(headers={"Host": "127.0.0.1"}),
        f"/api/v1/conversations/{post.pk}/",
        [],
    )
    with writing_to(post):
        while path:
            part = client.get(path).json()
            ids += [comment["id"] for comment in part["comments"]]
            path = part["next"]
    assert len(ids) == len(set(ids)) and stored <= set(ids)
    written = Comment.objects.on(post).count() - LONG_CONVERSATION
    print(f"{len(ids):,} comments read while {WRITERS} wrote {written}: none missed, none doubled")


@contextmanager
def writing_to(post):
    """Let some threads write comments and replies during a `with` block."""
    from django.db import connection

    from accounts.models import Person
    from comments.models import Comment

    is_over, roots = threading.Event(), list(Comment.objects.on(post).top_level()[:50])

    def write(number):
        author = Person.objects.create()
        while not is_over.is_set():
            parent = roots[number % len(roots)] if number % 2 else None
            Comment.objects.store(post=post, author=author, name="Me", body="So.", parent=parent)
            number += 3
        connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    os.environ["ALLOWED_HOSTS"] = "127.0.0.1,testserver"
    with scratch_database(options.database):
        django.setup()
        paths = prepare()
        times, _cpu, queries = cold(paths["API"], max(5, options.runs))
        print(f"first reading of a conversation: {spread(times)} ms, {queries} queries")
        time_counts(20)
        read_while_writing()
        compare(paths, options.seconds, options.runs, "API")


if __name__ == "__main__":
    main()
