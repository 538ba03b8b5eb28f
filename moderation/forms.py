"""The form to report a comment; its errors are sentences for the reporter."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.email_domain import validate_domain
from moderation.models import Reason
from moderation.models.report_contents import MAX_NOTE_CHARACTERS, clean_note

LEGAL_FIELDS = ("explanation", "location", "name", "is_about_children", "in_good_faith")


class ReportForm(forms.Form):
    """A report of a comment; the LEGAL_FIELDS are read for illegal content only."""

    reason = forms.ChoiceField(
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a reason."),
            "invalid_choice": _("Please choose one of these reasons."),
        },
    )
    note = forms.CharField(
        label=_("What should the moderator know? (optional)"),
        required=False,
        max_length=MAX_NOTE_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    email = forms.EmailField(
        label=_("Your e-mail, if the outcome should be sent to you (optional)"),
        help_text=_(
            "We send a receipt there and, once you have confirmed it, the outcome. Readers"
            " never see it, and every mail has a link that stops it."
        ),
        required=False,
        max_length=254,
        validators=[validate_domain],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("This is not an e-mail address. You may leave it empty.")},
    )
    explanation = forms.CharField(
        label=_("Why is it illegal? Name the law if you know it."),
        required=False,
        max_length=MAX_NOTE_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    location = forms.URLField(
        label=_("Its exact address"), required=False, max_length=500, assume_scheme="https"
    )
    name = forms.CharField(
        label=_("Your name"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    is_about_children = forms.BooleanField(
        label=_(
            "It shows or offers the sexual abuse of children: "
            "then your name and e-mail may stay empty."
        ),
        required=False,
    )
    in_good_faith = forms.BooleanField(
        label=_("I believe in good faith that what I say here is accurate and complete."),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)

    def clean_explanation(self):
        return clean_note(self.cleaned_data["explanation"])

    def clean_name(self):
        return clean_note(self.cleaned_data["name"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reason") == Reason.ILLEGAL:
            self._require("explanation", gettext("Please say why it is illegal."))
            self._require("location", gettext("Please give the address at which you found it."))
            self._require("in_good_faith", gettext("A legal notice must be made in good faith."))
            if not cleaned.get("is_about_children"):
                self._require("name", gettext("A legal notice needs your name."))
                self._require("email", gettext("A legal notice needs your e-mail address."))
        return cleaned

    def _require(self, field, sentence):
        if not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, sentence)

    @property
    def reasons(self):
        """Return the radio buttons, each with a plain example."""
        return [(choice, Reason(choice.data["value"]).example) for choice in self["reason"]]

    @property
    def legal_fields(self):
        return [self[name] for name in LEGAL_FIELDS]

    @property
    def plain_fields(self):
        return [self["note"], self["email"]]

    @property
    def details(self) -> dict:
        """Return the arguments of `Report.objects.file`."""
        cleaned = self.cleaned_data
        details = {name: cleaned[name] for name in ("reason", "note", "email")}
        if cleaned["reason"] == Reason.ILLEGAL:
            details["legal_notice"] = {name: cleaned[name] for name in LEGAL_FIELDS}
        return details
