"""The sample owner's lists of phrases and of hosts."""

import json

from accounts.models import User
from blogsite.demo.letterbox import LETTERBOX_FILE
from comments.rules import State
from moderation.models import HouseRule, Kind, Rule, ScreeningList
from moderation.screening.list_entries import READERS
from moderation.screening.lists import rule_for

OWNER = "olga"


def make_lists():
    """Store the lists and switch their rules on, once, if the owner's account exists."""
    owner = User.objects.filter(username=OWNER).first()
    if owner and not ScreeningList.objects.exists():
        for each in json.loads(LETTERBOX_FILE.read_text())["lists"]:
            _make(owner, **each)


def _make(owner, kind, title, house_rule, sentence, state, entries):
    rule = HouseRule.objects.get(code=house_rule)
    texts = {"house_rule": rule, "sentence": sentence}
    made = ScreeningList.objects.start(kind, title, by=owner, **texts)
    for effect, lines in entries.items():
        made.add({READERS[Kind(kind)](line)[0]: line for line in lines}, effect, by=owner)
    Rule.objects.change(rule_for(Kind(kind)), state=State(state), options={}, by=owner)
