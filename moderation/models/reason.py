from django.db import models
from django.utils.translation import gettext_lazy as _


class Reason(models.TextChoices):
    """The reasons for reports; all but the last two have a house rule of the same code."""

    SPAM = "spam", _("Spam")
    HARASSMENT = "harassment", _("Harassment")
    HATE = "hate", _("Hate")
    THREAT = "threat", _("Threat")
    PRIVATE = "private_information", _("Private information")
    MISINFORMATION = "misinformation", _("Dangerous misinformation")
    OFF_TOPIC = "off_topic", _("Off topic")
    ILLEGAL = "illegal", _("Illegal content")
    OTHER = "other", _("Something else")

    @property
    def example(self) -> str:
        return EXAMPLES[self]


EXAMPLES = {
    Reason.SPAM: _("It sells something, or has nothing to do with this place."),
    Reason.HARASSMENT: _("It insults, mocks or hounds somebody."),
    Reason.HATE: _("It attacks people for their origin, faith, sex, disability and the like."),
    Reason.THREAT: _("It threatens somebody, or calls for violence."),
    Reason.PRIVATE: _("It reveals where somebody lives, their health, or how to reach them."),
    Reason.MISINFORMATION: _(
        "Following it could hurt somebody, such as a false dose of a medicine."
    ),
    Reason.OFF_TOPIC: _("It is about something else altogether."),
    Reason.ILLEGAL: _(
        "It breaks the law. We ask a little more, so that it counts as a legal notice."
    ),
    Reason.OTHER: _("Say in the note what is wrong."),
}

# Added to the points of report_weight.py: the most dangerous comments come first in the queue.
GRAVITY = {
    Reason.ILLEGAL: 400,
    Reason.THREAT: 300,
    Reason.PRIVATE: 300,
    Reason.MISINFORMATION: 150,
    Reason.HATE: 100,
    Reason.HARASSMENT: 100,
    Reason.SPAM: 20,
    Reason.OTHER: 20,
    Reason.OFF_TOPIC: 0,
}
