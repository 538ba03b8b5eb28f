"""A pytest plugin: the machine's own Chromium, driven by Playwright."""

import os
import shutil
import subprocess
from functools import cache

import pytest
from playwright.sync_api import sync_playwright

from tests.browser_thread import expect, remotely
from tests.missing_programs import skip_or_fail
from tests.reused_page import ReusedPage

# First the headless shell: the same engine without windows, for a quarter of the CPU a page.
COMPLETE_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PROGRAM_NAMES = ("chromium-headless-shell", *COMPLETE_NAMES)

ARGUMENTS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
    # A page under test reaches this machine and nothing beyond it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)

MISSING = "no Chromium found (Debian's is called chromium-headless-shell; CHROMIUM names another)"

# Ten times what a slow machine needs for a page of a thousand comments.
TIMEOUT_MILLISECONDS = 20_000


def chromium_path():
    """Return the path of the first Chromium that runs, or None."""
    return first_that_runs(os.environ.get("CHROMIUM"), *PROGRAM_NAMES)


def complete_chromium_path():
    """Return the path of a Chromium that has the settings which people have, or None."""
    return first_that_runs(*COMPLETE_NAMES)


@cache
def first_that_runs(*names):
    """Return the path of the first program that runs, or None; Ubuntu's Chromium needs its snap."""
    for name in filter(None, names):
        if (path := shutil.which(name)) and runs(path):
            return path
    return None


def runs(path):
    answer = subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False)
    return answer.returncode == 0


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark every test that uses the browser, so that -m browser cannot miss one."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def pytest_report_header():
    return f"browser: {chromium_path() or MISSING + ', browser tests are skipped'}"


@pytest.fixture(scope="session")
def browser():
    """Run one Chromium for all tests; skip them where there is none, except with CI=true."""
    if chromium_path() is None:
        skip_or_fail(MISSING)
    playwright = remotely(sync_playwright().start)
    expect.set_options(timeout=TIMEOUT_MILLISECONDS)
    chromium = playwright.chromium.launch(executable_path=chromium_path(), args=arguments())
    yield chromium
    chromium.close()
    playwright.stop()


def arguments():
    """Return Chromium's arguments; for root without the sandbox, which refuses root."""
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [*ARGUMENTS, "--no-sandbox"] if root else [*ARGUMENTS]


@pytest.fixture
def new_page(browser):
    """Return a page in a new context, for tests of several sites, or with a clock of their own."""
    with browser.new_context(locale="en-US") as context:
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        yield context.new_page()


@pytest.fixture(scope="session")
def emptied_pages(browser):
    """Return a list of the page that the last test left empty, if it did."""
    return []


@pytest.fixture
def page(browser, emptied_pages):
    """Return an empty page: no cookies, no storage, nobody who listens.

    It does what Playwright's page does, and so does `tests.browser_thread.expect(page.…)`.
    """
    page = emptied_pages.pop() if emptied_pages else first_page(browser)
    yield page
    if page.empty():
        emptied_pages.append(page)
    else:
        page.context.close()


def first_page(browser):
    context = browser.new_context(locale="en-US")
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    return ReusedPage(context.new_page()._own)
