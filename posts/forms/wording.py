from django import forms
from django.utils.translation import gettext

from accounts.catalogues.faults import faults_of, numbers_by_form
from accounts.catalogues.known import LANGUAGES
from posts.wordings import Sentence

MAX_LENGTH = 4_000  # of a sentence, many times longer than the longest


class WordingForm(forms.Form):
    """The wording of one sentence: one field, or one for each form of its plural."""

    def __init__(self, *args, sentence: Sentence, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.sentence = sentence
        self.plural_forms = LANGUAGES[sentence.language].plural_forms
        for form, text in enumerate(sentence.current):
            self.fields[f"text_{form}"] = forms.CharField(
                label=self._label(form),
                initial=text,
                max_length=MAX_LENGTH,
                strip=False,
                widget=forms.Textarea(
                    attrs={"rows": 3, "lang": sentence.language, "dir": "auto", "cols": 80}
                ),
            )

    def _label(self, form):
        if self.sentence.key[2] is None:
            return gettext("Own wording")
        numbers = numbers_by_form(self.plural_forms)[form]
        few = ", ".join(map(str, numbers[:5])) + (" …" if len(numbers) > 5 else "")
        return gettext("Own wording for %(numbers)s") % {"numbers": few}

    def clean(self):
        strings = [self.cleaned_data.get(name) for name in self.fields]
        if all(strings):
            self.strings = [text.replace("\r\n", "\n") for text in strings]
            context, original, plural = self.sentence.key
            for fault in faults_of(original, plural, self.strings, self.plural_forms, context):
                self.add_error(None, fault)
