"""A pytest plugin: which tests run in one process, and which begin.

The tests of a module that share a server run in one process.

Dealt one by one, each of the processes would start the server of each module. All other tests are
dealt one by one: in heaps, the browser's tests lie with two processes, and the others are done.
"""

from functools import cache

import pytest
from xdist.scheduler import LoadScopeScheduling

from tests.site_server import ROOT

FIXTURE = "shared_site"


class BesideTheirServer(LoadScopeScheduling):
    def _split_scope(self, nodeid):
        """Return what is run in one process: a module, or a test alone."""
        module = nodeid.partition("::")[0]
        return module if shares_a_server(module) else nodeid


@cache
def shares_a_server(module: str) -> bool:
    return FIXTURE in (ROOT / module).read_text()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with tests that take long, so that no process waits for another's last one."""
    items.sort(key=lambda item: not may_take_long(item))


def may_take_long(item) -> bool:
    """Return whether a test reads all sources, runs the site in other processes, or says so."""
    is_of_all = item.path.parent == ROOT / "tests"
    return is_of_all or any(map(item.get_closest_marker, ("process", "slow")))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return BesideTheirServer(config, log)
