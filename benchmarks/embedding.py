"""What a conversation costs a page of another site, and how fast its frame and the API answer.

    python -m benchmarks.embedding [--seconds 3] [--runs 3] [--loads 20]

Prints how many milliseconds the script of the frame runs in Chromium, then the rates of the framed
conversation and of the API beside nginx with the same bytes in a file. Goal: 5 ms. Needs Chromium,
nginx and wrk.
"""

import argparse
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
<script src="/before.js" defer></script>
<script src="{ours}/embed.js" data-url="{ours}{path}" defer></script>
<script src="/after.js" defer></script></main></html>"""
COST = "performance.measure('script', 'before', 'after').duration"


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
        for name in ("before", "after"):
            script = f"performance.mark('{name}')".encode()
            host.answers[f"/{name}.js"] = (200, {"Content-Type": "text/javascript"}, script)
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments())
        url = f"http://127.0.0.1:{host.server_port}/"
        times = [_time_of_load(browser, url) for _ in range(loads)]
        browser.close()
    print(f"the script of the frame, {loads} loads: {spread(times)} ms")


def _time_of_load(browser, url) -> float:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(url)
        assert page.locator("iframe").count() == 1
        return page.evaluate(COST)


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
