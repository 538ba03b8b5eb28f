"""Who may use the desk and the other pages for staff."""


def may_use_staff_pages(user) -> bool:
    """Return whether pages for staff are open to a user, possibly AnonymousUser.

    Staff need a second factor after a while, which begins here at the latest.
    """
    if not (user.is_active and user.is_staff):
        return False
    user.begin_second_factor_grace()
    return not user.must_add_second_factor
