"""How fast readers' scripts get `/posts/ID/now/`, beside a cached page of about the same size.

    python -m benchmarks.news [--seconds 5] [--runs 3]

The post has 10,000 comments, published over a year, of which 500 are recommended. Goals: 0.9 of the
rate of the page, and at most 2,000 bytes compressed. Needs wrk.
"""

import argparse
import os
import random
import tempfile
from datetime import timedelta
from pathlib import Path

import django

from benchmarks.page_views import application, cold, fetched, load, reached, spread
from benchmarks.scratch import scratch_database

COMMENTS, RECOMMENDED = 10_000, 500
YEAR_SECONDS = 365 * 24 * 60 * 60


def prepare() -> dict[str, str]:
    """Make two posts; return the paths of what is measured, by its name."""
    from benchmarks.making import build_comments, make_posts

    quiet, busy = make_posts(2)
    build_comments(busy, COMMENTS)
    spread_over_a_year(busy)
    return {"news": f"/posts/{busy.pk}/now/", "page": quiet.get_absolute_url()}


def spread_over_a_year(post):
    """Let the comments be published at any moment of a year, and recommend some of them."""
    from comments.models import Comment

    chance = random.Random(COMMENTS)
    rows = list(Comment.objects.on(post).only("published_at"))
    for row in rows:
        row.published_at -= timedelta(seconds=chance.uniform(0, YEAR_SECONDS))
    for row in chance.sample(rows, RECOMMENDED):
        row.recommendation_count = int(chance.paretovariate(1))
    Comment.objects.bulk_update(rows, ["published_at", "recommendation_count"], batch_size=500)


def compare(paths, seconds, runs, what="news"):
    """Print the rates of both, measured in turn, and what part of the page's the news reach."""
    figures = {name: [] for name in paths}
    with tempfile.TemporaryDirectory() as folder, application(Path(folder)) as site:
        urls = {name: f"http://127.0.0.1:{site.port}{path}" for name, path in paths.items()}
        sizes = {name: len(fetched(url)[0]) for name, url in urls.items()}
        for _ in range(runs):
            for name, url in urls.items():
                figures[name].append(load(url, site.process.pid, seconds))
    for name, samples in figures.items():
        rates, costs = zip(*samples, strict=True)
        print(
            f"{name} {sizes[name]:,} bytes compressed, {spread(rates, ',.0f')} a second,"
            f" {spread(costs)} ms CPU each"
        )
    print(f"{what}: {reached(figures[what], figures['page'])} of the page's rate")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database("sqlite"):
        django.setup()
        paths = prepare()
        times, _cpu, queries = cold(paths["news"], max(5, options.runs))
        print(f"first reading after a change: {spread(times)} ms, {queries} queries")
        compare(paths, options.seconds, options.runs)


if __name__ == "__main__":
    main()
