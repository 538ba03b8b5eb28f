from pathlib import Path

import pytest

from moderation.learning import serving
from tests.moderation.learning import taught_site


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Leave these tests out of make test-quick: most train a model, some more than one."""
    folder = Path(__file__).parent
    for item in items:
        if item.path.parent == folder:
            item.add_marker("slow")


@pytest.fixture(autouse=True)
def no_model_of_another_test():
    """Forget the models that this process has read: keys of trainings begin at one again."""
    serving._cache.clear()


@pytest.fixture
def taught(filled):
    """A site whose moderators have decided enough to learn from."""
    filled(taught_site.an_ordinary_one)
    return taught_site.TaughtSite()


@pytest.fixture
def trained(filled):
    """The same, whose learned screening was trained."""
    filled(taught_site.a_trained_one)
    return taught_site.TaughtSite()
