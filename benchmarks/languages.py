"""What the language of a blog costs its readers, and how soon pages follow when it is switched.

    python -m benchmarks.languages [--seconds 3] [--runs 5]

Makes its own SQLite database with posts of 43 and 1,000 comments, then prints, language after
language in each of the runs:
- switch: milliseconds from the moment when an owner saved the language until the production
  server answers with each of five pages in it, the first time and later;
- cold: milliseconds of CPU to render a page for the first time after a change;
- cached: requests a second and milliseconds of CPU each, and the bytes of the page.
Needs wrk. Everything stays on 127.0.0.1 and stops by itself.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

import django

from benchmarks.page_views import application, cold, fetched, load, spread
from benchmarks.scratch import scratch_database
from tests.site_server import Browser

LANGUAGES = ("en", "de", "ar")
SIZES = (43, 1_000)
POSTS = 25  # more than the front page shows
POLL_SECONDS = 0.005
TOO_LONG_SECONDS = 30


def prepare() -> dict[str, str]:
    """Make the posts; return the paths to measure, by name."""
    from benchmarks.making import build_comments, make_posts

    paths, posts = {}, make_posts(POSTS)
    for size, post in zip(SIZES, posts[-len(SIZES) :], strict=True):
        build_comments(post, size)
        paths[f"{size:,} comments"] = post.get_absolute_url()
    return paths | {"front page": "/", "archive": "/archive/", "figures": "/transparency/"}


def speak(language: str):
    """Set the blog's language, as the form of its settings does."""
    from posts.models import Blog

    blog = Blog.objects.get()
    blog.language = language
    blog.save()
    Blog.objects.current()


def switch(language: str, paths, browser) -> float:
    """Return the milliseconds until all these pages are in another language."""
    begin, waiting = time.perf_counter(), list(paths)
    speak(language)
    while waiting:
        waiting = [path for path in waiting if f'lang="{language}"' not in browser.get(path).text]
        if time.perf_counter() - begin > TOO_LONG_SECONDS:
            raise SystemExit(f"not in {language}: {waiting}")
        time.sleep(POLL_SECONDS if waiting else 0)
    return 1000 * (time.perf_counter() - begin)


def measure(paths, seconds, runs):
    """Measure all languages in turns; print the figures of each."""
    switches, rates, costs, renders, sizes = ({code: [] for code in LANGUAGES} for _ in range(5))
    path = paths["43 comments"]
    with tempfile.TemporaryDirectory() as folder, application(Path(folder)) as app:
        browser, url = Browser(app.port), f"http://127.0.0.1:{app.port}{path}"
        for each in paths.values():
            browser.get(each)
        for _ in range(runs):
            for code in (*LANGUAGES[1:], LANGUAGES[0]):
                switches[code].append(switch(code, paths.values(), browser))
                sizes[code] = [len(fetched(url)[0])]
                rate, cost = load(url, app.process.pid, seconds)
                rates[code].append(rate)
                costs[code].append(cost)
                renders[code] += cold(path, 3)[1]
    for code in LANGUAGES:
        first, *later = switches[code]
        print(f"{code}: switch {first:.0f} ms the first time, then {spread(later)} ms")
        print(f"    cold, 43 comments {spread(renders[code])} ms of CPU")
        print(f"    cached {spread(rates[code], ',.0f')} a second, {spread(costs[code])} ms CPU,")
        print(f"    {sizes[code][0]:,} bytes compressed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database("sqlite"):
        django.setup()
        measure(prepare(), options.seconds, options.runs)


if __name__ == "__main__":
    main()
