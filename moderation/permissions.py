"""The permissions for the pages of moderation, by their names in Django.

`comments` and templates repeat the first one: they may not import moderation.
"""

DECIDE = "moderation.add_decision"
DECIDE_APPEALS = "moderation.change_appeal"
BAN = "moderation.add_ban"
NOTE = "moderation.add_note"
BULK = "moderation.add_batch"
