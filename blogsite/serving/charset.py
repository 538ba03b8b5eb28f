"""Refuse requests that cannot be decoded, before Django tries to."""

import re

from django.template.loader import render_to_string

from blogsite.api.problems import problem_response
from blogsite.middleware.permissions_policy import HEADER, POLICY

CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']*)""", re.IGNORECASE)
API = "/api/"  # named here, too: models cannot be imported yet
ACCEPTED = frozenset({"utf-8", "utf8", "us-ascii", ""})


class CharsetCheck:
    """A WSGI application that answers 400 to charsets other than UTF-8, and to NUL in a query.

    Django decodes with any codec that a request names, even "hex" and "idna", and fails before its
    first middleware. PostgreSQL cannot store NUL.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        charset = CHARSET.search(environ.get("CONTENT_TYPE", ""))
        has_nul = "%00" in environ.get("QUERY_STRING", "")
        if has_nul or (charset and charset[1].lower() not in ACCEPTED):
            content_type, page = refusal(environ.get("PATH_INFO", ""))
            headers = [
                ("Content-Type", content_type),
                ("Content-Length", str(len(page))),
                ("Content-Security-Policy", "default-src 'self'"),
                ("X-Content-Type-Options", "nosniff"),
                ("X-Frame-Options", "DENY"),
                (HEADER, POLICY),
            ]
            start_response("400 Bad Request", headers)
            return [page]
        return self.application(environ, start_response)


def refusal(path: str) -> tuple[str, bytes]:
    """Return the content type and the body of a refusal: programs get those of the API."""
    if path.startswith(API):
        problem = problem_response(400)
        return problem["Content-Type"], problem.content
    return "text/html; charset=utf-8", render_to_string("400.html").encode()
