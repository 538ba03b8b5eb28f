"""Note when a browser in which somebody is signed in was used last."""

from accounts.sessions import note_use


class SessionUseMiddleware:
    """List the sessions of accounts, for `/accounts/sessions/`.

    Reading changes nothing, so only what somebody does counts; scripts say so of readers, too.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        # Set once a view has asked who it is; asking here would cost two queries.
        is_act = request.method == "POST" and hasattr(request, "_cached_user")
        if is_act and request.user.is_authenticated:
            note_use(request)
        return response
