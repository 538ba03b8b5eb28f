"""Signing in and out."""

from django.contrib.auth.views import LoginView

from comments.guests import hint


class SignIn(LoginView):
    """Django's own, and a hint for the browser that it is somebody's now."""

    redirect_authenticated_user = True

    def form_valid(self, form):
        response = super().form_valid(form)
        hint(self.request, response)
        return response
