"""A rule tried on stored comments: what it would have held, and what moderators decided of those.

past.py       the comments before the one that is tried, in memory
drafts.py     a stored comment as the draft that it was
selection.py  which comments a rule is tried on: a period, a post, all
replay.py     asks a rule about each of them, in the order in which they were sent
result.py     the counts, by week and by what moderators decided
learned.py    the rule that has learned, without what it learned of the post of each comment
proposed_entries.py  phrases and hosts that no list has yet, as a rule
running.py    runs a trial that is stored, with its progress
chart.py      the weeks of a trial as a chart
"""
