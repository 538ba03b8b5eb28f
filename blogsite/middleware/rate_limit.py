"""Answer 429 when a rate limit of accounts/limits.py refuses.

Forms with a text catch RateLimitExceeded themselves, to show the text again.
"""

from django.shortcuts import render

from accounts.limits import RateLimitExceeded


class RateLimitMiddleware:
    """Answer 429 with the time to wait when a view raises RateLimitExceeded."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, RateLimitExceeded):
            return None
        response = render(request, "429.html", {"reason": exception}, status=429)
        response["Retry-After"] = str(exception.seconds)
        response["Cache-Control"] = "no-store"
        return response
