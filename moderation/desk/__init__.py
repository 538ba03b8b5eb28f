"""The moderators' desk in Django's admin: a queue, and the card of one comment in it.

views.py, bulk.py  the views, which moderation/admin/queue.py routes
workplace.py       their answers: the page of a queue, or the card alone
filtered_queue.py  the queue with its filters, and which comment comes next
links.py           the URLs of a queue
filters.py, forms.py  what moderators send: filters of a queue, decisions, bans, notes
cards.py, records.py  a comment, its author, and what is needed to decide
context.py         the branch around a comment, as readers see it
grounds.py         the house rule that is preselected
highlight.py       marks what rules found in a text
messages.py        one-line summaries of decisions
last_decision.py   what one key undoes
slow_mode.py       slow mode of a post, for editors and moderators
day_and_time.py    the widget of a day and a time
proposals.py       what is new of proposals for house rules, on the first page
today.py           the last day, on the first page of the desk
"""
