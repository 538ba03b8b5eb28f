"""The moderators' desk in Django's admin: a queue, and the card of one comment in it.

views.py, bulk.py  the views, which moderation/admin/queue.py routes
appeals.py, appeal_queue.py  the queue of appeals, which has cards of its own
workplace.py       their answers: the page of a queue, or the card alone
filtered_queue.py  the queue with its filters, and which comment comes next
links.py           the URLs of a queue
replies.py         a reply of staff from the card, alone or with the decision
filters.py, forms.py  what moderators send: filters of a queue, decisions, replies, bans,
                   notes
cards.py, records.py  a comment, its author, and what is needed to decide
context.py         the branch around a comment, as readers see it
card_reports.py    the reports on it, those of a burst as one
similar.py         comments with similar words: how they were decided, waves of them
sweeps.py          the same or similar words, decided on together
grounds.py         the house rule that is preselected
highlight.py       marks what rules found in a text
summaries.py       one-line summaries of decisions
restrictions.py    bans; comments of one person held first, reports of one person limited
tabs.py            the queues side by side, each one key away
sharing.py         who gets the next comment, and to whom one is left
saved_filters.py   filters that a moderator saves
last_decision.py   what one key undoes
slow_mode.py       slow mode of a post, for editors and moderators
day_and_time.py    the widget of a day and a time
proposals.py       what is new of proposals for house rules, on the first page
shadow.py          what rules in shadow found, shown once a comment is decided
care.py            violent words, breaks, and a moderator's own days
today.py           the last day, on the first page of the desk
"""
