"""The moderators' desk in Django's admin: it shows a queue and the card of one comment in it.

views, bulk     the views, which moderation/admin/queue.py routes
workplace       their answers: the page of a queue, or the card alone
filtered_queue  the queue with its filters, and which comment comes next
links           the URLs of a queue
filters, forms  what moderators send: filters of a queue, decisions, bans, notes
cards, records  a comment, its author, and what is needed to decide
last_decision   what one key undoes
"""
