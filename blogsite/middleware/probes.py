"""What is asked on the machine itself: is it alive, can it serve, what are the figures."""

from blogsite.health import healthz, readyz
from blogsite.metrics import has_token, metrics


class OnTheMachineMiddleware:
    """Answer before the name that was asked for is held against ALLOWED_HOSTS: whoever looks after
    the site asks for 127.0.0.1, which on a public server is no name of the site.
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
