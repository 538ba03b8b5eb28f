"""The question to an author before words are stored: a new comment, an edit, or an addition.

COMMENT_NUDGE names the function, because comments must not import moderation.
"""

from django.conf import settings
from django.utils.module_loading import import_string

from comments.posting import sent_before


class NudgeRequired(Exception):
    """The author of a draft must read `nudge` before the words are stored."""

    def __init__(self, nudge):
        super().__init__(nudge.text)
        self.nudge = nudge


def ask_author(draft):
    """Raise NudgeRequired if the author of a draft is to be asked something first."""
    if nudge := import_string(settings.COMMENT_NUDGE)(draft):
        raise NudgeRequired(nudge)


def nudge_of(draft, form):
    """Return the question to the author before a form's comment is stored, or None.

    Nobody is asked twice: the form notes that it was shown with the question. A comment that is
    stored already raises no question. Raises KeyReused.
    """
    if form.cleaned_data["nudged"]:
        return None
    nudge = import_string(settings.COMMENT_NUDGE)(draft)
    return None if nudge and sent_before(draft, form.cleaned_data["key"]) else nudge
