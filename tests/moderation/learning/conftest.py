import pytest

from moderation.learning import serving


@pytest.fixture(autouse=True)
def no_model_of_another_test():
    """Forget the models that this process has read: keys of trainings begin at one again."""
    serving._cache.clear()
