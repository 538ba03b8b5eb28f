"""Say why a file cannot be read."""

from django.utils.translation import gettext_noop

from blogsite.transfer.remarks import Remark

TOO_LARGE = gettext_noop("it has more than %(size)s MB")


class Unreadable(Exception):
    """A file that cannot be read; `reason` says why, in a few words."""

    def __init__(self, message: str, **parameters):
        self.reason = Remark(message, **parameters)
        super().__init__(self.reason)


class MissingFile(Unreadable):
    """A missing file."""
