"""What a cache may keep is one document for everybody, whoever asked for it first."""


class OneDocumentMiddleware:
    """Take cookies and "varies by cookie" from an answer that is declared public.

    Django sets or deletes cookies on any answer when those that came in are malformed; a cache
    would hand them on to everybody. Stands outside the session and the CSRF middleware.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if "public" in response.get("Cache-Control", ""):
            response.cookies.clear()
            varies = [name.strip() for name in response.get("Vary", "").split(",")]
            response["Vary"] = ", ".join(name for name in varies if name not in ("", "Cookie"))
            if not response["Vary"]:
                del response["Vary"]
        return response
