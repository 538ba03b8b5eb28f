"""The page that lists the sessions of an account, and ends them."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.sessions import end_other_sessions, end_session, sessions_of

OTHERS = "others"  # the form's value for all sessions but this one


@login_required(login_url="sign_in")
def sessions(request):
    """Show the sessions of an account; POST ends one of them, or all others."""
    if request.method == "POST":
        which = request.POST.get("session", "")
        if which == OTHERS:
            end_other_sessions(request)
        else:
            end_session(request, which)
        return redirect(f"{reverse('account_sessions')}?ended=")
    context = {"sessions": sessions_of(request), "has_ended": "ended" in request.GET}
    return TemplateResponse(request, "account/sessions.html", context)
