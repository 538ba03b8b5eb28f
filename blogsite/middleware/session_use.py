"""Note when a session was last used."""

from accounts.sessions import note_use


class SessionUseMiddleware:
    """List the sessions of accounts, for `/accounts/sessions/`.

    Reading must not write, so only POSTs count; scripts report readers, too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Set once a view has read the user; reading it here would cost two queries.
        is_act = request.method == "POST" and hasattr(request, "_cached_user")
        if is_act and request.user.is_authenticated:
            note_use(request)
        return response
