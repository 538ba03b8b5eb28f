"""Trials of rules on stored comments: what a rule would have held, and moderators' decisions.

past.py       the comments before the current one, in memory
drafts.py     a stored comment as the draft that it was
selection.py  the comments that a rule is tried on: a period, a post, all
replay.py     asks a rule about each comment, in the order of their arrival
result.py     the counts, by week and by moderators' decision
learned.py    the learned rule, with models that have not seen the post of each comment
proposed_entries.py  phrases and hosts that are not in a list yet, as a rule
running.py    runs a stored trial, with its progress
chart.py      the weeks of a trial as a chart
"""
