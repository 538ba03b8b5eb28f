"""The forms for writing; each problem is a sentence for the person who typed."""

from uuid import uuid4

from django import forms
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.email_as_name import EMAIL_AS_NAME, has_email
from accounts.email_domain import validate_domain
from comments.models import Comment
from comments.text import clean_name, comment_text

# A comment is not an article; somebody with an account may need more room.
GUEST_LIMIT = 5_000
ACCOUNT_LIMIT = 10_000

NO_EMAIL = _("This is not an e-mail address. You may leave it empty.")
NAME_LENGTH = Comment._meta.get_field("name").max_length


class WordsForm(forms.Form):
    """The text of a comment; `user`, the account that writes, or None, sets its limit."""

    body = forms.CharField(
        label=_("Comment"),
        strip=False,
        # A word joiner and a no-break space keep the dash with its word, on one line.
        help_text=format_lazy(
            _(
                "You can write **bold**, *italics*, `code`, > quote, -{gap}list, [words](https://…)."
            ),
            gap="\u2060\u00a0",  # keeps the hyphen and the word on one line
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Please write something.")},
    )
    # The form was shown again with a nudge; now it is sent in any case.
    nudged = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user=None, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.user = user
        self.limit = ACCOUNT_LIMIT if user else GUEST_LIMIT
        self.fields["body"].validators = []  # `clean_body` has a better message

    @property
    def marks_something(self) -> bool:
        """Whether a visible field has a problem; those of hidden fields are shown at the top."""
        return any(field.errors for field in self.visible_fields())

    def clean_body(self):
        text = comment_text(self.cleaned_data["body"])
        if problem := text.problem(self.limit):
            raise forms.ValidationError(problem)
        return text

    def note_nudge(self):
        """Make the form say, when it is sent again, that its author has seen the nudge."""
        self.data = self.data.copy()
        self.data["nudged"] = "on"


class KeyField(forms.UUIDField):
    """A UUID in one fixed spelling, as in the form."""

    def to_python(self, value):
        key = super().to_python(value)
        if key and str(key) != str(value):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return key


NAME_TOO_LONG = _("Please sign with at most %(limit_value)d characters.")


class CommentForm(WordsForm):
    """A new comment; for people without an account, also their name and e-mail address."""

    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"autocomplete": "name", "data-remember": "name"}),
        error_messages={
            "required": _("Please sign with a name."),
            "max_length": NAME_TOO_LONG,
            "null_characters_not_allowed": _("Please sign without the NUL character in your name."),
        },
    )
    email = forms.EmailField(
        label=_("E-mail (optional, never shown)"),
        required=False,
        help_text=_("Only moderators see it. We write to it only if you ask for that below."),
        max_length=Comment._meta.get_field("email").max_length,
        validators=[validate_domain],
        widget=forms.EmailInput(attrs={"autocomplete": "email", "data-remember": "email"}),
        error_messages=dict.fromkeys(
            ("invalid", "max_length", "null_characters_not_allowed"), NO_EMAIL
        ),
    )
    wants_mail = forms.BooleanField(label=_("Mail me when somebody replies"), required=False)
    # Tells that two requests are one comment, sent twice.
    key = KeyField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("The form was incomplete. We have completed it: please send it again."),
            "invalid": _("The form was incomplete. We have completed it: please send it again."),
        },
    )

    field_order = ["name", "email", "body", "wants_mail", "nudged", "key"]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {}).setdefault("key", uuid4())
        super().__init__(*args, **kwargs)
        if self.user:
            del self.fields["name"], self.fields["email"]
            if not self.user.email:
                del self.fields["wants_mail"]
        elif self.is_bound and "name" not in self.data:
            self.fields["name"].error_messages["required"] = gettext(
                "You were signed out meanwhile, perhaps in another tab. Please sign with a name; or"
                " sign in there again, and then send this."
            )

    def clean(self):
        cleaned = super().clean()
        is_missing = "email" in self.fields and not (
            cleaned.get("email") or self.errors.get("email")
        )
        if cleaned.get("wants_mail") and is_missing:
            self.add_error("email", gettext("Please say where to write to, or untick the box."))
        return cleaned

    def clean_name(self):
        name = clean_name(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(gettext("This name has no visible characters."))
        if len(name) > NAME_LENGTH:  # some characters become two in their normal form
            raise forms.ValidationError(NAME_TOO_LONG, params={"limit_value": NAME_LENGTH})
        if has_email(name):
            raise forms.ValidationError(EMAIL_AS_NAME)
        return name

    @property
    def signature(self) -> str:
        """The name shown with the comment."""
        return clean_name(str(self.user))[:NAME_LENGTH] if self.user else self.cleaned_data["name"]

    def renew_key(self):
        """Give the form another key, so that it makes another comment."""
        self.data = self.data.copy()
        self.data["key"] = str(uuid4())


class AdditionForm(WordsForm):
    """A text to add to `comment`, which must not become too long as a whole."""

    def __init__(self, *args, comment, **kwargs):
        super().__init__(*args, **kwargs)
        self.comment = comment
        self.fields["body"].label = gettext("Add")

    def clean_body(self):
        words = super().clean_body()
        if not words.visible:
            raise forms.ValidationError(gettext("This would appear empty. Please write something."))
        room = ACCOUNT_LIMIT - sum(len(text.body) for text in self.comment.texts)
        if len(words) > room:
            raise forms.ValidationError(
                gettext(
                    "Together with your earlier text this would have more than %(most)s characters;"
                    " %(left)s are left. Please shorten it."
                ),
                params={"most": intcomma(ACCOUNT_LIMIT), "left": intcomma(max(room, 0))},
            )
        return words
