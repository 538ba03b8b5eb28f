"""What moderators have in Django's admin."""

from moderation.admin import bans, batches, decisions, house_rules, queue, rules

__all__ = ["bans", "batches", "decisions", "house_rules", "queue", "rules"]
