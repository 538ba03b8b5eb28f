"""Make the views of the API report errors as problems."""

import logging
from functools import wraps

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponseBase

from accounts.limits import RateLimitExceeded
from blogsite.api.problems import Problem, problem_response
from comments.resubmit import RETRY_AFTER_SECONDS

log = logging.getLogger(__name__)


def answering_problems(view):
    """Make a view one of the API.

    It needs no CSRF token, because it reads no cookie.
    """

    @wraps(view)
    def answer(request, **kwargs) -> HttpResponseBase:
        try:
            return view(request, **kwargs)
        except Problem as problem:
            return problem.response()
        except Http404:
            return problem_response(404)
        except RateLimitExceeded as refusal:
            return Problem(429, str(refusal), retry_after=refusal.seconds).response()
        except (OperationalError, InterfaceError) as error:
            log.error("The database does not answer: %s", error)
            return Problem(503, retry_after=RETRY_AFTER_SECONDS).response()

    answer.csrf_exempt = True
    return answer


@answering_problems
def no_such_url(request, rest=""):
    """Answer unknown URLs below those of the API."""
    raise Problem(404)
