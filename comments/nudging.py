"""What an author is asked before words are sent: a new comment, an edit, or an addition.

COMMENT_NUDGE names the function, because comments must not import moderation.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from comments.posting import sent_before


class Nudged(Exception):
    """The author of a draft reads `nudge` before the words are stored."""

    def __init__(self, nudge):
        super().__init__(nudge.text)
        self.nudge = nudge


def ask_author(draft):
    """Raise Nudged where the author of a draft is asked something first."""
    if nudge := import_string(settings.COMMENT_NUDGE)(draft):
        raise Nudged(nudge)


def nudge_of(draft, form):
    """Return what the author reads before the comment of a form is sent, or None.

    Nobody is asked twice: a form that was shown with it says so. What is stored already is not sent
    again. Raises KeyReused.
    """
    if form.cleaned_data["nudged"]:
        return None
    nudge = import_string(settings.COMMENT_NUDGE)(draft)
    return None if nudge and sent_before(draft, form.cleaned_data["key"]) else nudge
