"""Check that no call of the API causes an internal error: random calls by its document.

    python -m benchmarks.api_calls [--calls 5000] [--database sqlite]

A program with an owner's token makes them, on a site with items of every kind. About half of each
call fits the document. Prints how often each status was the answer, by operation, and fails at one
of 500 or above, or that the document does not name. Goal: none.
"""

import argparse
import os
import time
from collections import Counter, defaultdict

import django

from benchmarks.scratch import scratch_database

# A path that is not a number leads nowhere, for any operation.
ALWAYS_POSSIBLE = {404, 429}


def prepare():
    """Store items of every kind, with low ids, and return a program with all scopes."""
    from moderation.models import Appeal, Ban, Decision
    from tests.blogsite.api_programs import Program
    from tests.cast import a_comment, a_post, an_owner, edda, milo
    from tests.moderation.deciding import a_report, a_rule

    posts = [a_post(f"Post {number}") for number in range(4)]
    for number in range(12):
        comment = a_comment(posts[number % 4], f"Frost {number}.", status="held")
        if number % 3:
            comment.approve()
            a_report(comment, by=f"reader{number}")
        if number % 3 == 2:
            removal = Decision.objects.take("remove", comment, by=milo(), ground=a_rule())
            Appeal.objects.file(removal, "But why?")
    Ban.objects.impose(email="x@mail.example", by=edda(), ground=a_rule())
    return Program("write", "moderate", user=an_owner())


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=5_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    os.environ["ALLOWED_HOSTS"] = "127.0.0.1,testserver"
    with scratch_database(options.database):
        django.setup()
        make_calls(options.calls, prepare())


def make_calls(number, program):
    """Make calls; print the statuses. Fails on an internal error."""
    from django.core.cache import cache
    from django.test import Client
    from hypothesis import HealthCheck, given, settings

    from tests.blogsite.api_calls import calls

    document = Client().get("/api/v1/openapi.json").json()
    statuses, start = defaultdict(Counter), time.monotonic()
    checks = {"suppress_health_check": list(HealthCheck), "database": None, "deadline": None}

    @settings(max_examples=number, **checks)
    @given(calls(document))
    def try_one(call):
        cache.clear()  # or the limits would answer
        answer = call.send(program.headers)
        operation = document["paths"][call.path][call.method]
        statuses[operation["operationId"]][answer.status_code] += 1
        described = {int(status) for status in operation["responses"]} | ALWAYS_POSSIBLE
        assert answer.status_code in described, (answer.status_code, call, call.body[:500])

    try_one()
    for name, counted in sorted(statuses.items()):
        print(f"{name}: {dict(sorted(counted.items()))}")
    total = sum(sum(counted.values()) for counted in statuses.values())
    print(f"{total:,} calls in {time.monotonic() - start:.0f} s, none of them an error of ours")


if __name__ == "__main__":
    main()
