"""Requests that cannot be read: refused before Django makes anything of them."""

import re

from django.template.loader import render_to_string

from blogsite.middleware.permissions_policy import HEADER, POLICY

CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']*)""", re.IGNORECASE)
READ = frozenset({"utf-8", "utf8", "us-ascii", ""})


class OnlyReadable:
    """A WSGI application that answers 400 to other charsets than UTF-8, and to NUL in a query.

    Django decodes by whatever codec a request names, "hex" and "idna" among them, and fails before
    its first middleware; PostgreSQL stores no NUL.
    """

    def __init__(self, application):
        self.application = application

    def __call__(self, environ, start_response):
        charset = CHARSET.search(environ.get("CONTENT_TYPE", ""))
        if charset and charset[1].lower() not in READ or "%00" in environ.get("QUERY_STRING", ""):
            page = render_to_string("400.html").encode()
            headers = [
                ("Content-Type", "text/html; charset=utf-8"),
                ("Content-Length", str(len(page))),
                ("Content-Security-Policy", "default-src 'self'"),
                ("X-Content-Type-Options", "nosniff"),
                ("X-Frame-Options", "DENY"),
                (HEADER, POLICY),
            ]
            start_response("400 Bad Request", headers)
            return [page]
        return self.application(environ, start_response)
