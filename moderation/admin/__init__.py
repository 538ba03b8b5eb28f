"""The pages of moderators in Django's admin.

queue.py              the queues; moderation/desk/ shows them
appeals.py            the queue of appeals
actions.py            the routes of an admin's own views, with permission and method
decisions.py          all decisions, read-only
people.py             people, each with their history
bans.py               bans, with the form for a network
batches.py            batches: progress and undo
house_rules.py        house rules and their versions
house_rule_texts.py   the texts of a house rule, and their preview
house_rule_proposals.py  moderators' proposals for them
rules.py              state and options of each screening rule
rule_options.py       options of a screening rule as a form
learned_screening.py  what the learned screening has learned, and its trainings
rule_changes.py       who changed a screening rule, in words
rule_trials.py        a screening rule tried on stored comments
trial_forms.py        the forms of a trial: which comments, which entries
shadow_pages.py       the decided comments that a rule in shadow would have held
screening_lists.py    lists of phrases and hosts
list_forms.py         their forms: texts, and many entries at once
list_trials.py        entries tried on stored comments before they are added
scopes.py             which moderators look after which comments
comments.py           the list of all comments, within a moderator's scope
keyset_pagination.py  lists without a count
"""

from moderation.admin import (
    appeals,
    bans,
    batches,
    comments,
    decisions,
    house_rule_proposals,
    house_rules,
    people,
    queue,
    rules,
    scopes,
    screening_lists,
)

__all__ = [
    "appeals",
    "bans",
    "batches",
    "comments",
    "decisions",
    "house_rule_proposals",
    "house_rules",
    "people",
    "queue",
    "rules",
    "scopes",
    "screening_lists",
]
