"""Turn responses below the API's URL into the API's form, also those of no API view."""

from blogsite.api.cross_origin import answer_preflight, is_preflight, share
from blogsite.api.problems import CONTENT_TYPE, problem_response

PREFIX = "/api/"


class APIAnswersMiddleware:
    """Replace error pages by problems in JSON, and add the cross-origin headers."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        if is_preflight(request):
            return answer_preflight(request)
        return share(request, as_problem(self.get_response(request)))


def as_problem(response):
    """Return the response, or the same error as a problem."""
    if response.status_code < 400 or response["Content-Type"] == CONTENT_TYPE:
        return response
    problem = problem_response(response.status_code)
    for name in ("Allow", "Retry-After"):
        if name in response:
            problem[name] = response[name]
    return problem
