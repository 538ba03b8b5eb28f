"""Answer probes that run on the server itself: health, readiness, metrics."""

from blogsite.health import healthz, readyz
from blogsite.metrics import has_token, metrics


class ProbesMiddleware:
    """Answer probes before the host is checked against ALLOWED_HOSTS.

    They go to 127.0.0.1, which is not among a public site's hosts.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info == "/healthz":
            return healthz(request)
        if request.path_info == "/readyz":
            return readyz(request)
        if request.path_info == "/metrics" and has_token(request):
            return metrics(request)
        return self.get_response(request)
