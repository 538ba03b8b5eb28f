"""Pages of the admin that owners alone use."""

from functools import wraps

from django.core.exceptions import PermissionDenied

OWNERS_PERMISSION = "moderation.change_moderatorscope"  # that owners alone have


def is_owner(user) -> bool:
    """Return whether somebody is an owner of the site."""
    return user.has_perm(OWNERS_PERMISSION)


def owners_only(view):
    """Return the view; it refuses people who are not owners."""

    @wraps(view)
    def checked(request, **kwargs):
        if not is_owner(request.user):
            raise PermissionDenied
        return view(request, **kwargs)

    return checked
