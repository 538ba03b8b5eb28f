"""Errors for programs: application/problem+json (RFC 9457), with the sentences of the pages."""

import json

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CONTENT_TYPE = "application/problem+json"

# By status: the heading and the first sentence of its error page.
SENTENCES = {
    400: (
        _("We could not read that"),
        _("Your browser sent something that we do not understand."),
    ),
    401: (
        _("A token is needed"),
        _("Send “Authorization: Bearer …” with a token that an owner has made for your program."),
    ),
    403: (_("Not open to you"), _("This page exists, but only its owner can open it.")),
    404: (
        _("Page not found"),
        _(
            "There is no page at this URL. It may be mistyped, or what was here has been removed by"
            " its author or by us."
        ),
    ),
    405: (_("Not with this method"), _("This URL cannot be asked with this method.")),
    409: (_("Not as things stand"), _("This cannot be done any more.")),
    413: (_("That is too much at once"), _("A request has at most 256 KB.")),
    415: (_("Not in this form"), _("Send JSON, with “Content-Type: application/json”.")),
    422: (_("Not taken"), _("What you sent was understood, but not taken.")),
    429: (_("Too many tries"), _("You are doing this too often.")),
    500: (
        _("Something went wrong"),
        _("The fault is ours, and it has been noted. Try again in a moment."),
    ),
    503: (
        _("Back in a moment"),
        _("We cannot reach our database just now. Wait a few seconds, then reload this page."),
    ),
}


class Problem(Exception):
    """An error in the response to a request.

    `detail` is a sentence for people, by default that of the status; `parameter` names the
    parameter or the member of the body that is wrong; `members` are others of ProblemDocument, and
    `headers` those of the response.
    """

    def __init__(
        self, status: int, detail="", *, parameter="", retry_after=0, headers=(), **members
    ):
        super().__init__(status, detail)
        self.status, self.detail, self.parameter = status, detail, parameter
        self.headers, self.members = dict(headers), members
        if retry_after:
            self.headers["Retry-After"] = str(retry_after)

    def response(self) -> HttpResponse:
        response = problem_response(self.status, self.detail, self.parameter, **self.members)
        for name, value in self.headers.items():
            response[name] = value
        return response


def problem_response(status: int, detail="", parameter="", **members) -> HttpResponse:
    """Return the response with a problem; no cache stores it."""
    title, sentence = SENTENCES.get(status, SENTENCES[400 if status < 500 else 500])
    problem = {"title": str(title), "status": status, "detail": str(detail or sentence)}
    if parameter:
        problem["parameter"] = parameter
    problem |= members
    response = HttpResponse(json.dumps(problem), content_type=CONTENT_TYPE, status=status)
    response["Cache-Control"] = "no-store"
    return response


def no_such_comment() -> Problem:
    return Problem(404, gettext("That comment is not there."))


def no_such_post() -> Problem:
    return Problem(404, gettext("There is no post with this number."))
