"""The options of a screening rule as a form."""

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext


class OptionsForm(forms.Form):
    """Each option of a screening rule."""

    def __init__(self, options, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = list(options)
        for name, option in options.items():
            self.fields[name] = forms.IntegerField(
                label=option.label,
                min_value=option.least,
                max_value=option.most,
                help_text=_help_text(option),
            )

    @property
    def options(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.names}


def _help_text(option):
    default = intcomma(option.default)
    if option.zero:
        text = gettext("%(default)s unless somebody sets it. With 0, %(zero)s.")
        return text % {"default": default, "zero": option.zero}
    return gettext("%(default)s unless somebody sets it; at least 1.") % {"default": default}
