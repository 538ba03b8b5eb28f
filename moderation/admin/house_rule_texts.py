"""The texts of a house rule as a form, and their preview."""

from types import SimpleNamespace

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models import Comment
from comments.rows import TOMBSTONES
from moderation.grounds import ground_of
from moderation.models import Decision, HouseRule, HouseRuleVersion
from moderation.models.house_rule import TEXT_LENGTH
from moderation.models.statement import facts, headline


class HouseRuleTexts(forms.Form):
    """The title, the text and the sentence of a house rule."""

    title = forms.CharField(label=_("Title"), max_length=80)
    text = forms.CharField(
        label=_("Text"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 6})
    )
    sentence = forms.CharField(
        label=_("Sentence"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the author of a removed comment reads."),
    )


def preview_of(texts: dict, rule: HouseRule | None, by) -> dict:
    """Return the context of a preview: what readers and an author would see with these texts.

    `rule` is the house rule that they are for, None for a new one; `by` is the account that
    decides. Nothing is stored.
    """
    number = rule.current.number + 1 if rule and rule.current else 1
    rule = rule or HouseRule()
    version = HouseRuleVersion(pk=-1, rule=rule, number=number, **texts)  # as if it were stored
    decision = Decision(
        action=Decision.Action.REMOVE, source=Decision.Source.OWN, house_rule=version, by=by
    )
    removed, label = Comment.Status.REMOVED, ground_of(decision).label
    entry = SimpleNamespace(
        pk=0,
        level=0,
        number=7,
        row=SimpleNamespace(status=removed),
        tombstone=f"{TOMBSTONES[removed]} {label}.",
        has_notes=False,
    )
    return {
        "version": version,
        "headline": headline(decision),
        "facts": facts(decision),
        "entry": entry,
        "title": gettext("Preview of a house rule"),
    }
