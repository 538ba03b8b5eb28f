"""The form of an appeal; its errors are sentences for the person who appeals."""

import re

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from moderation.models.appealable import max_length
from moderation.models.report_contents import clean_note

TAG = re.compile(r"</?[a-zA-Z!][^<>]*>")
MAX_SHOWN_TAG = 30  # characters


class AppealForm(forms.Form):
    """An objection to a decision, as plain text."""

    body = forms.CharField(
        label=_("Why is the decision wrong?"),
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please say why the decision is wrong.")},
    )

    def __init__(self, *args, decision, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        body, length = self.fields["body"], max_length(decision)
        body.help_text = gettext(
            "At most %(length)s characters, plain text. Only moderators read it."
        ) % {"length": length}
        self.max_length = length
        body.widget.attrs["maxlength"] = length

    def clean_body(self):
        text = clean_note(self.cleaned_data["body"])
        if not text:
            raise forms.ValidationError(self.fields["body"].error_messages["required"])
        if len(text) > self.max_length:
            raise forms.ValidationError(
                gettext("That is too long: please say it in %(length)s characters."),
                params={"length": self.max_length},
            )
        if tag := TAG.search(text):
            raise forms.ValidationError(
                gettext("Please write plain text, and take out what is in angle brackets: %(tag)s"),
                params={"tag": tag[0][:MAX_SHOWN_TAG]},
            )
        return text
