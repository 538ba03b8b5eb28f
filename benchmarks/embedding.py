"""What a conversation costs a page of another site, and how fast its frame and the API answer.

    python -m benchmarks.embedding [--seconds 3] [--runs 3] [--loads 20]

Prints how many milliseconds the script of the frame takes of the page's main thread in Chromium, by
the clock and of the processor, from its trace; then the rates of the framed conversation and of the
API beside nginx with the same bytes in a file. Goal: 5 ms. Needs Chromium, nginx and wrk.
"""

import argparse
import json
import os
import tempfile
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

from benchmarks.page_views import application, compare_cached, spread
from benchmarks.scratch import scratch_database
from tests.browsers import arguments, chromium_path
from tests.media_server import media_server

COMMENTS = 43
PARAGRAPHS = "<p>As many words as an article has, so that the frame is below the window.</p>" * 60
PAGE = """<!doctype html><html lang=en><meta charset=utf-8><title>An article</title>
<main><h1>An article</h1>{paragraphs}
<script src="{ours}/embed.js" data-url="{ours}{path}" defer></script></main></html>"""


def prepare() -> dict[str, str]:
    """Make a post with comments; return the paths of its frame and of the API, by what they are."""
    from benchmarks.making import build_comments, make_posts

    post = make_posts(1)[0]
    build_comments(post, COMMENTS)
    framed = f"/embed{post.get_absolute_url()}"
    return {"frame": framed, "API": f"/api/v1/conversations/{post.pk}/"}


def time_script(path: str, loads: int):
    """Print how long the script runs in a page of another host, in a new browser context each."""
    with (
        tempfile.TemporaryDirectory() as folder,
        application(Path(folder)) as site,
        media_server() as host,
        sync_playwright() as playwright,
    ):
        ours = f"http://localhost:{site.port}"
        page = PAGE.format(paragraphs=PARAGRAPHS, ours=ours, path=path)
        host.answers["/"] = (200, {"Content-Type": "text/html"}, page.encode())
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments())
        url = f"http://127.0.0.1:{host.server_port}/"
        times = [_times_of_load(browser, url) for _ in range(loads)]
        browser.close()
    for column, name in enumerate(("by the clock", "of the processor")):
        values = [each[column] for each in times]
        print(f"the script of the frame, {name}, {loads} loads: {spread(values)} ms")


def _times_of_load(browser, url) -> tuple[float, float]:
    """Return the milliseconds in which the script ran, by the clock and of the processor."""
    with browser.new_context() as context:
        page = context.new_page()
        browser.start_tracing(page=page, categories=["devtools.timeline"])
        page.goto(url)
        assert page.locator("iframe").count() == 1
        events = json.loads(browser.stop_tracing())["traceEvents"]
    runs = [event for event in events if _is_of_script(event)]
    assert runs
    return tuple(sum(event[name] for event in runs) / 1_000 for name in ("dur", "tdur"))


def _is_of_script(event) -> bool:
    """Return whether a traced event is the run of the script, or a later call of it."""
    data = event.get("args", {}).get("data", {})
    url = str(data.get("url", "")).endswith("/embed.js")
    return event["ph"] == "X" and event["name"] in ("EvaluateScript", "FunctionCall") and url


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--loads", type=int, default=20)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
    with scratch_database("sqlite"):
        django.setup()
        paths = prepare()
        time_script(paths["frame"].removeprefix("/embed"), options.loads)
        for name, path in paths.items():
            print(f"cached, {name}")
            compare_cached(path, options.seconds, options.runs)


if __name__ == "__main__":
    main()
