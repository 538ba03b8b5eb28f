"""Answer 503 where no turn for a password check came up."""

from django.shortcuts import render

from accounts.password_checks import WAIT_SECONDS, TooBusy


class BusySignInMiddleware:
    """Answer 503 and when to come back when a view raises TooBusy."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, TooBusy):
            return None
        response = render(request, "503_busy.html", status=503)
        response["Retry-After"] = str(WAIT_SECONDS)
        response["Cache-Control"] = "no-store"
        return response
