from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext

from accounts.catalogues.known import SOURCE
from accounts.languages import has_desk, own_name, site_languages
from accounts.punctuation import listed
from posts.models import Blog
from posts.wordings import reviewer_of


class BlogForm(forms.ModelForm):
    """The settings of the blog. Its language must have a catalogue, unless it is unchanged."""

    language = forms.ChoiceField()

    class Meta:
        model = Blog
        fields = ("language",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field, now = Blog._meta.get_field("language"), self.instance.language
        languages = site_languages() | {now: own_name(now)}
        self.fields["language"].label = capfirst(field.verbose_name)
        self.fields["language"].choices = [
            (code, _with_review(code, name)) for code, name in languages.items()
        ]
        self.fields["language"].help_text = format_html(
            '{} {} <a href="{}">{}</a>',
            field.help_text,
            _desk_languages(languages),
            reverse("admin:posts_wording_changelist"),
            gettext("Correct a sentence"),
        )


def _desk_languages(languages):
    """Return a sentence that says in which languages staff can work."""
    names = listed(name for code, name in languages.items() if has_desk(code))
    sentence = gettext("Staff work in %(languages)s; with any other language, in English.")
    return sentence % {"languages": names}


def _with_review(code, name):
    if code == SOURCE or reviewer_of(code):
        return name
    return gettext("%(language)s (no native speaker has read it yet)") % {"language": name}
