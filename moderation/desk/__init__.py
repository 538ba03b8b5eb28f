"""The moderators' desk in Django's admin: a queue, and the card of one comment in it.

views.py, bulk.py  the views, which moderation/admin/queue.py routes
appeals.py, appeal_queue.py  the queue of appeals, with its own cards
workplace.py       their responses: the page of a queue, or only a card
filtered_queue.py  a queue with its filters, and the next comment
links.py           the URLs of a queue
replies.py         a reply by staff from the card, with or without a decision
filters.py, forms.py  forms for filters of a queue, decisions, replies, bans,
                   notes
cards.py, records.py  a comment, its author, and the facts needed to decide
context.py         the branch around a comment, as readers see it
card_reports.py    the reports on it, a burst as one
similar.py         comments with similar words: how they were decided, waves of them
sweeps.py          decides on comments with the same or similar words together
grounds.py         the house rule that is preselected
highlight.py       marks the findings of rules in a text
summaries.py       one-line summaries of decisions
restrictions.py    bans; comments of one person held first, reports of one person limited
tabs.py            the queues side by side, each one key away
sharing.py         who gets the next comment; assigning one
saved_filters.py   filters that a moderator saves
last_decision.py   the decision that one key undoes
slow_mode.py       slow mode of a post, for editors and moderators
day_and_time.py    the widget of a day and a time
proposals.py       news of proposals for house rules, on the first page
shadow.py          the findings of rules in shadow, shown after the decision
care.py            moderators' wellbeing: blurring, breaks, personal statistics
today.py           the last day, on the first page of the desk
"""
