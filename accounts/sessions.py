"""Sessions of an account: a browser that has signed in has one."""

from django.contrib.auth import update_session_auth_hash
from django.db import transaction


def end_other_sessions(request):
    """End all sessions of the account that is signed in, except the one of the request."""
    with transaction.atomic():
        request.user.end_sessions()
        update_session_auth_hash(request, request.user)
