"""The forms of a list of phrases or hosts: its texts, and many entries at once."""

from django import forms
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from accounts.punctuation import listed
from moderation.models import Effect, HouseRule, Kind, ScreeningList
from moderation.models.cited_text import SENTENCE_LENGTH
from moderation.models.screening_list import EFFECTS, ENTRY_LENGTH, MAX_ENTRIES
from moderation.screening.list_entries import READERS
from moderation.text.characters import clean_text

MAX_PROBLEMS = 5  # listed at once
MAX_MERGED = 10  # lines, likewise
MAX_CHARACTERS = 2 * MAX_ENTRIES * ENTRY_LENGTH


class ListTexts(forms.Form):
    """The house rule that a list cites, and the sentence that authors read."""

    house_rule = forms.ModelChoiceField(HouseRule.objects.none(), label=_("House rule"))
    sentence = forms.CharField(
        label=_("What the author reads"),
        max_length=SENTENCE_LENGTH,
        help_text=_(
            "One sentence, such as “Some of these words are often an insult.” The house rule and"
            " what happens next are added to it."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        rules = HouseRule.objects.on_blog().prefetch_related("versions")
        self.fields["house_rule"].queryset = rules

    def clean_sentence(self):
        return one_line(self.cleaned_data["sentence"])


class NewList(ListTexts):
    """A new list, without entries."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Kind, widget=forms.RadioSelect)
    title = forms.CharField(label=_("Title"), max_length=80)

    field_order = ("kind", "title", "house_rule", "sentence")

    def clean_title(self):
        return one_line(self.cleaned_data["title"])


def one_line(text: str) -> str:
    """Return a text without line breaks and invisible characters. Raises ValidationError."""
    line = " ".join(clean_text(text).split())
    if not line:
        raise forms.ValidationError(gettext("Write a few words."))
    return line


class NewEntries(forms.Form):
    """Many entries at once, one on each line, all with the same effect.

    After validation, `entries` maps keys to texts; `merged` are lines that mean the same as an
    earlier one.
    """

    lines = forms.CharField(
        label=_("Add, one on each line"),
        max_length=MAX_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    effect = forms.ChoiceField(label=_("What follows"), widget=forms.RadioSelect)

    def __init__(self, to: ScreeningList, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.list, self.kind = to, Kind(to.kind)
        self.entries, self.merged = {}, []
        effects = [(effect.value, effect.label) for effect in EFFECTS[self.kind]]
        self.fields["effect"].choices = effects
        self.fields["effect"].initial = Effect.HOLD
        self.fields["lines"].help_text = HELP[self.kind]

    def clean_lines(self):
        lines = clean_text(self.cleaned_data["lines"]).splitlines()
        problems = []
        for line in filter(None, map(str.strip, lines)):
            key, problem = READERS[self.kind](line)
            if problem:
                problems.append(problem % {"line": line[:60]})
            if key in self.entries:
                self.merged.append(line)
            else:
                self.entries[key] = line
        if problems:
            raise forms.ValidationError(_listed(problems))
        return self.cleaned_data["lines"]


def merged_lines(lines: list[str]) -> str:
    """Return the sentence that these lines were merged with others; it names the first ones."""
    quoted = [pgettext("quotation", "“%(words)s”") % {"words": line[:60]} for line in lines]
    text = ngettext(
        "%(number)d line was merged with one that means the same: %(lines)s.",
        "%(number)d lines were merged with ones that mean the same: %(lines)s.",
        len(lines),
    )
    sentence = text % {"number": len(lines), "lines": listed(quoted[:MAX_MERGED])}
    return " ".join([sentence, *_more_lines(len(lines) - MAX_MERGED)])


def _listed(problems):
    return [*problems[:MAX_PROBLEMS], *_more_lines(len(problems) - MAX_PROBLEMS)]


def _more_lines(number) -> list[str]:
    if number <= 0:
        return []
    text = ngettext("And %(number)d more line.", "And %(number)d more lines.", number)
    return [text % {"number": number}]


HELP = {
    Kind.PHRASES: _(
        "Whole words only. Capitals, signs and spaces do not matter; a phrase without accents is"
        " also found with them. In scripts without spaces (Chinese, Japanese, Thai) a phrase is"
        " found anywhere. Signs have no meaning of their own."
    ),
    Kind.LINKS: _(
        "A host covers all hosts below it: shop.example also www.shop.example. The closest entry"
        " counts, so that a host can be allowed below one that is held. A * stands for all other"
        " hosts."
    ),
}
