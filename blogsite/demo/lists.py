"""The sample owner's lists of phrases and of hosts."""

import json
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.languages import site_languages
from accounts.models import User
from blogsite.demo.letterbox import LETTERBOX_FILE
from comments.rules import State
from moderation.models import HouseRule, Kind, Rule, ScreeningList
from moderation.screening.list_entries import READERS
from moderation.screening.lists import rule_for

OWNER = "olga"


class Texts(NamedTuple):
    """The title of a list, and its sentence for authors of comments."""

    title: str | Promise
    sentence: str | Promise

    def in_language(self, code: str) -> "Texts":
        with override(code):
            return Texts(*map(str, self))


TEXTS = {
    Kind.PHRASES: Texts(
        _("Sales talk"), _("Some of its words are often those of an advertisement.")
    ),
    Kind.LINKS: Texts(
        _("Shops that advertise here"),
        _("It has a link to a shop that has advertised here before."),
    ),
}


def make_lists():
    """Store the lists and switch their rules on, once, if the owner's account exists."""
    owner = User.objects.filter(username=OWNER).first()
    if owner and not ScreeningList.objects.exists():
        for each in json.loads(LETTERBOX_FILE.read_text())["lists"]:
            _make(owner, **each)


def translate_lists(language: str, *, by):
    """Put the texts of the lists into a language, unless somebody has changed them."""
    for each in ScreeningList.objects.all():
        texts, last = TEXTS[Kind(each.kind)], each.last_revision
        now = Texts(each.title, last.sentence)
        if now in map(texts.in_language, site_languages()):
            each.title, sentence = texts.in_language(language)
            each.save(update_fields=["title"])
            each.change_texts(house_rule=last.house_rule, sentence=sentence, by=by)


def _make(owner, kind, house_rule, state, entries):
    rule = HouseRule.objects.get(code=house_rule)
    title, sentence = map(str, TEXTS[Kind(kind)])
    texts = {"house_rule": rule, "sentence": sentence}
    made = ScreeningList.objects.start(kind, title, by=owner, **texts)
    for effect, lines in entries.items():
        made.add({READERS[Kind(kind)](line)[0]: line for line in lines}, effect, by=owner)
    Rule.objects.change(rule_for(Kind(kind)), state=State(state), options={}, by=owner)
