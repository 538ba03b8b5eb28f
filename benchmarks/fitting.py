"""Whether words fit their places in each language, with its own words.

    python -m benchmarks.fitting [LANGUAGE …]

Makes a sample blog with its own SQLite database and opens its pages in Chromium at three widths:
those of readers in every language, those of the desk in the languages that have its sentences.
Prints a line for each button, label or head of a table that is cut or reaches out of its box. The
tests do the same once, with the longest translation of every sentence.
"""

import argparse
import os
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import django

from benchmarks.scratch import scratch_database
from tests.site_server import site_server


@contextmanager
def chromium():
    """Yield a browser that runs in its own thread, as in the tests."""
    from playwright.sync_api import sync_playwright

    from tests.browser_thread import remotely
    from tests.browsers import arguments, chromium_path

    playwright = remotely(sync_playwright().start)
    browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments())
    try:
        yield browser
    finally:
        browser.close()
        playwright.stop()


def signed_in(browser, site, user):
    """Return a page on which an account is signed in."""
    from django.test import Client

    client = Client()
    client.force_login(user)
    page = browser.new_context().new_page()
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site}
    page.context.add_cookies([cookie])
    return page


def measure(browser, site, languages):
    """Print what does not fit in each language."""
    from accounts.languages import has_desk
    from accounts.models import User
    from blogsite.demo.language import speak
    from posts.models import Post
    from tests.browser.fitting import DESK, OWN, PUBLIC, WIDTHS, misfits, paths_of

    post = Post.objects.published().order_by("-comment_count").first()
    guest = browser.new_context().new_page()
    owner = signed_in(browser, site, User.objects.get(username="olga"))
    for language in languages:
        speak(language)
        time.sleep(2)  # until no page is cached in the language before
        public, own = [*PUBLIC, *paths_of(post)], [*OWN, *(DESK if has_desk(language) else [])]
        lines = misfits(guest, [site + path for path in public])
        lines += misfits(owner, [site + path for path in own])
        pages = len(public) + len(own)
        print(f"{language}: {pages} pages, {len(WIDTHS)} widths: {len(lines)} do not fit")
        print(*lines, sep="\n", end="\n" if lines else "", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("languages", nargs="*")
    chosen = parser.parse_args().languages
    with tempfile.TemporaryDirectory(prefix="soundoff-") as home:
        os.environ["VAR_DIR"] = home
        with scratch_database("sqlite") as url:
            os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blogsite.settings")
            django.setup()
            from accounts.languages import site_languages
            from blogsite.demo.sample import fill_blog, sign_up_people

            sign_up_people()
            fill_blog()
            with site_server(url, Path(home) / "log") as site, chromium() as browser:
                measure(browser, f"http://127.0.0.1:{site.port}", chosen or site_languages())


if __name__ == "__main__":
    main()
