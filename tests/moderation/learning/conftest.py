from pathlib import Path

import pytest

from moderation.learning import serving


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
