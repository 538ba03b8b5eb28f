"""Require a recent sign-in for acts that nobody must do in a browser left open."""

import time
from functools import wraps
from urllib.parse import urlencode

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse


def fresh_sign_in_required(view, keeps=()):
    """Make a view usable only soon after signing in or typing the password again.

    Others are asked for their password or passkey, and then redirected to the view with GET, with
    what a form has sent in the fields of `keeps` as the query. People who have neither must sign in
    again.
    """

    @wraps(view)
    @login_required(login_url="sign_in")
    def answer(request, *args, **kwargs):
        if is_fresh(request):
            return view(request, *args, **kwargs)
        query = urlencode({"next": _next(request, keeps)})
        method = get_adapter(request).get_reauthentication_methods(request.user)[0]
        if method["id"] != "set_password":
            return redirect(f"{method['url']}?{query}")
        place = f"{reverse('sign_in')}?{query}"
        return TemplateResponse(request, "account/sign_in_again.html", {"next": place})

    return answer


def _next(request, keeps):
    chosen = {name: request.POST[name] for name in keeps if name in request.POST}
    return f"{request.path}?{urlencode(chosen)}" if chosen else request.path


def is_fresh(request) -> bool:
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT
