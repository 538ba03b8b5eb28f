"""Forbid what no page of ours needs of a browser, so that no script in one can ask for it."""

HEADER = "Permissions-Policy"
POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class PermissionsPolicyMiddleware:
    """Send `Permissions-Policy` with every answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault(HEADER, POLICY)
        return response
