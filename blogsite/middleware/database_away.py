"""Answer 503 while the database is down."""

import logging

from django.db import InterfaceError, OperationalError

from blogsite.errors import service_unavailable

log = logging.getLogger(__name__)


class DatabaseAwayMiddleware:
    """Answer 503 with a plain page if the database is down, full or shutting down."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, OperationalError | InterfaceError):
            log.error("The database does not answer: %s", exception)
            return service_unavailable(request)
