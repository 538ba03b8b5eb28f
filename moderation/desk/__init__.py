"""The moderators' desk in Django's admin: it shows a queue and the card of one comment in it.

views, bulk     the views, which moderation/admin/queue.py routes
workplace       one queue in one request: which comment is next, URLs, template context
filters, forms  what moderators send: filters of a queue, decisions, bans, notes
cards, records  a comment, its author, and what is needed to decide
"""
