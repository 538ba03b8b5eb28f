"""The moderators' desk in Django's admin: one comment, one card, one decision, the next."""
