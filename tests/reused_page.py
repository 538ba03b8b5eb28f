"""One page of the browser for many tests.

A new page loads and compiles the scripts of the site again, which is half of what it costs. This
one stays in its process, and what a test did to it is taken back. Its cache stays, too: browsers
ask again for each page that may have changed.
"""

from contextlib import suppress
from urllib.parse import urlsplit

import playwright.sync_api

from tests.browser_thread import Remote, remotely

SIZE = {"width": 1280, "height": 720}
# A file without scripts. About:blank would be in another process, and end that of the site.
QUIET_PATH = "/static/css/admin/mail.css"
# What nothing takes back from a page or a context.
LASTING = {"add_init_script", "clock", "expose_binding", "expose_function", "new_cdp_session"}


class Reused(Remote):
    """A page or its context; what another test would inherit is refused."""

    def __getattr__(self, name):
        assert name not in LASTING, f"{name} outlasts a test: take new_page"
        return super().__getattr__(name)


class ReusedPage(Reused):
    """A page that knows who listens to it, and which sites it has shown."""

    def __init__(self, own):
        super().__init__(own)
        self.listeners, self.sites = [], set()
        sites = self.sites
        remotely(own.on, "framenavigated", lambda frame: note_site(frame, sites))

    @property
    def context(self):
        return Reused(remotely(getattr, self._own, "context")._own)

    def on(self, event, act):
        self.listeners.append((event, act))
        remotely(self._own.on, event, act)

    def once(self, event, act):
        self.listeners.append((event, act))
        remotely(self._own.once, event, act)

    def empty(self) -> bool:
        """Take back what a test did, and return whether that is possible: on one site alone."""
        if len(self.sites) != 1 or remotely(self._own.is_closed):
            return False
        with suppress(playwright.sync_api.Error):  # the test has stopped its server
            remotely(leave, self._own, *self.sites, self.listeners)
            self.listeners.clear()
            return True
        return False


def note_site(frame, sites):
    url = urlsplit(frame.url)
    if url.netloc:
        sites.add(f"{url.scheme}://{url.netloc}")


def leave(page, site, listeners):
    """Take back what a test did to a page, in the browser's thread."""
    for event, act in listeners:
        with suppress(KeyError):  # `once` is over
            page.remove_listener(event, act)
    page.unroute_all()
    page.context.unroute_all()
    page.context.set_offline(False)
    for other in page.context.pages:
        if other != page:
            other.close()
    page.on("dialog", accept)
    page.goto(site + QUIET_PATH)
    page.remove_listener("dialog", accept)
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    page.context.clear_cookies()
    page.context.clear_permissions()
    page.mouse.move(-1, -1)
    page.set_viewport_size(SIZE)
    page.emulate_media(media="null", color_scheme="light")


def accept(dialog):
    dialog.accept()
