"""The page for signing in, which brings accounts, the blog and the desk together."""

from django.contrib.auth.views import LoginView
from django.urls import reverse

from accounts.guests import hint
from accounts.password_checks import SignInForm
from posts.models import Blog


class SignIn(LoginView):
    """Django's view, which also lets the browser know that somebody has signed in.

    To a person who has signed in already, the page says as whom, and leads to the desk and out: no
    other page for readers knows.
    """

    form_class = SignInForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"blog": Blog.objects.current()}

    def form_valid(self, form):
        response = super().form_valid(form)
        hint(self.request, response)
        return response

    def get_default_redirect_url(self):
        """Return the desk's URL for staff."""
        at_desk = self.request.user.is_staff
        return reverse("admin:index") if at_desk else super().get_default_redirect_url()
