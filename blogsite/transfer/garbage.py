"""Let Python look for garbage less often while a file is imported."""

import gc
from contextlib import contextmanager

OBJECTS_BETWEEN = 50_000  # some thousand comments; few objects of an import refer to each other


@contextmanager
def rare_collection():
    """Search for cycles of new objects only after many of them; use it as a decorator, too.

    An import makes many objects that are freed without that, and each search looks through those
    that wait to be stored.
    """
    usual = gc.get_threshold()
    gc.set_threshold(max(OBJECTS_BETWEEN, usual[0]), *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
