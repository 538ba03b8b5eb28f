"""Health checks: whether the process is alive, and whether it can serve."""

from uuid import uuid4

from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from blogsite.serving.drain import is_draining


@never_cache
def healthz(request):
    """Answer 200 as long as the process runs; checks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """Answer 200 if the database and the cache answer, else 503 with the failing ones.

    A server that will end answers 503, too, but serves on until it does.
    """
    checks = {"database": _database_answers, "cache": _cache_answers}
    away = [name for name, answers in checks.items() if not answers()]
    draining = is_draining()
    ready = not away and not draining
    answer = {"ready": ready, "away": away, "draining": draining}
    return JsonResponse(answer, status=200 if ready else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except (OperationalError, InterfaceError):
        connection.close()
        return False


def _cache_answers() -> bool:
    value = uuid4().hex
    try:
        cache.set("readyz", value, 5)
        return cache.get("readyz") == value
    except (OperationalError, InterfaceError):  # the cache may be a table of the database
        return False
