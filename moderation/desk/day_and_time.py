from django import forms
from django.utils.translation import gettext_lazy as _


class DayAndTime(forms.SplitDateTimeWidget):
    """A day and a time, chosen with the browser's own controls."""

    def __init__(self):
        super().__init__(
            date_format="%Y-%m-%d",  # the only format of a browser's date field
            date_attrs={"type": "date", "aria-label": _("Day")},
            time_attrs={"type": "time", "aria-label": _("Time")},
        )
