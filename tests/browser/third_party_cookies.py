"""Browsers that block cookies in frames of other sites: all, or all but partitioned ones."""

import json
from contextlib import contextmanager

from tests.browsers import MISSING, TIMEOUT_MILLISECONDS, arguments, complete_chromium_path
from tests.missing_programs import skip_or_fail

BLOCKED = 2  # as Chromium's settings say it


def keep_partitioned_alone(page):
    """Let the browser of a page block cookies of third parties, as more and more browsers do."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    controls = {
        "enableThirdPartyCookieRestriction": True,
        "disableThirdPartyCookieMetadata": False,
        "disableThirdPartyCookieHeuristics": False,
    }
    devtools.send("Network.setCookieControls", controls)


@contextmanager
def page_without_cookies(browser, folder, *, of, inside):
    """Open a page whose browser keeps no cookie and no storage of one origin inside another.

    The headless shell has no such settings.
    """
    if complete_chromium_path() is None:
        skip_or_fail(MISSING)
    exceptions = {"cookies": {f"{of},{inside}": {"setting": BLOCKED}}}
    settings = {"profile": {"content_settings": {"exceptions": exceptions}}}
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps(settings))
    context = browser.browser_type.launch_persistent_context(
        str(folder), executable_path=complete_chromium_path(), args=arguments(), locale="en-US"
    )
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    try:
        yield context.new_page()
    finally:
        context.close()
