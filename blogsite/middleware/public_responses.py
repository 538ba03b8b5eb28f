"""Make public responses the same for everybody, so that any cache may store them."""


class PublicResponsesMiddleware:
    """Remove cookies and "Vary: Cookie" from responses with "Cache-Control: public".

    Django sets or deletes cookies on any response if those of the request are malformed; a cache
    would pass them on to everybody. It comes before the session and the CSRF middleware.
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
