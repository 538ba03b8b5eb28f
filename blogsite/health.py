"""Is it alive, can it serve; and what people see while the database is away."""

import logging
import sys
from uuid import uuid4

from django.core.cache import cache
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.defaults import server_error

log = logging.getLogger(__name__)

RETRY_AFTER = 5  # seconds: PostgreSQL restarts in less, and a person waits that long


@never_cache
def healthz(request):
    """The process answers; asks nothing else."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def readyz(request):
    """The database and the cache answer: 200, else 503 naming what is away."""
    away = [
        name for name, asks in (("database", _ask_database), ("cache", _ask_cache)) if not asks()
    ]
    return JsonResponse({"ready": not away, "away": away}, status=503 if away else 200)


def _ask_database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except (OperationalError, InterfaceError):
        connection.close()
        return False


def _ask_cache() -> bool:
    asked = uuid4().hex
    try:
        cache.set("readyz", asked, 5)
        return cache.get("readyz") == asked
    except (OperationalError, InterfaceError):  # it lives in the database
        return False


class DatabaseAwayMiddleware:
    """Answer 503 with a plain page when the database is away, full or shutting down."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("The database does not serve: %s", exception)
            return unavailable(request)


def failed(request):
    """Answer what no view has caught, for a middleware may ask the database, too: limits are
    counted there, and old addresses looked up. The urls name this as handler500.
    """
    if isinstance(sys.exception(), OperationalError | InterfaceError):
        return unavailable(request)
    return server_error(request)


def unavailable(request):
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    return response
