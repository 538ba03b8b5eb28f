"""Playwright in its own thread, separate from Django.

Its synchronous interface marks an event loop as running in the thread that calls it. Django then
refuses that thread its database, and even where told not to, gives it another connection than the
one the test's fixtures hold. So the test keeps its thread, and Playwright gets this one.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import playwright.sync_api

_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="browser")

PLAIN = (str, bytes, int, float, dict, datetime, type(None))


class Remote:
    """A stand-in for one of Playwright's objects; every call runs in the browser's thread."""

    def __init__(self, own):
        self._own = own

    def __getattr__(self, name):
        return remotely(getattr, self._own, name)

    def __call__(self, *args, **kwargs):
        return remotely(self._own, *args, **kwargs)

    def __enter__(self):
        return remotely(self._own.__enter__)

    def __exit__(self, *error):
        return remotely(self._own.__exit__, *error)

    def __repr__(self):
        return f"Remote({self._own!r})"


def remotely(act, *args, **kwargs):
    """Call `act` in the browser's thread; return its result here, or raise its exception."""
    args = [_sent(value) for value in args]
    kwargs = {name: _sent(value) for name, value in kwargs.items()}
    return _received(_thread.submit(act, *args, **kwargs).result())


def _sent(value):
    return value._own if isinstance(value, Remote) else value


def _received(value):
    if isinstance(value, list):
        return [_received(each) for each in value]
    return value if isinstance(value, PLAIN) else Remote(value)


expect = Remote(playwright.sync_api.expect)


def wait_until(page, expression: str, seconds: int = 20):
    """Wait until a JavaScript expression is true in a page; fail when it is not in time.

    Playwright's own way evaluates it again within the page, where the site's policy forbids that:
    it fails whenever the expression is not true at once.
    """
    deadline = time.monotonic() + seconds
    while not _is_true(page, expression):
        assert time.monotonic() < deadline, expression
        time.sleep(0.05)


def _is_true(page, expression):
    try:
        return page.evaluate(expression)
    except playwright.sync_api.Error:  # the page is just replaced by the next
        return False
