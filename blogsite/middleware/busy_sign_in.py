"""Answer 503 if a password check waited too long."""

from django.shortcuts import render

from accounts.password_checks import WAIT_SECONDS, TooBusy


class BusySignInMiddleware:
    """Answer 503, with a time to retry, when a view raises TooBusy."""

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
