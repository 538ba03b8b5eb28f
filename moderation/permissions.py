"""The permissions that pages of moderation ask for, by their names in Django.

`comments` and templates write the first one out: they may not import moderation.
"""

DECIDE = "moderation.add_decision"
DECIDE_APPEALS = "moderation.change_appeal"
BAN = "moderation.add_ban"
NOTE = "moderation.add_note"
BULK = "moderation.add_batch"
