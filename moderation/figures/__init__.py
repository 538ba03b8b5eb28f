"""Numbers of comments, holds, removals, reports and decisions.

window.py       counts and percentiles over periods of time, by aggregate queries
counts.py       how each is counted: comments, holds, removals, reports, decisions, notices
months.py       the months of a year in the blog's time zone, and the years with figures
merging.py      merges small numbers, so that no table identifies anybody
figure.py       Figure: one count by month and kind, for the public
year.py         all figures of a year
kinds.py        the names of figures and of their kinds
charts.py       shapes of charts, drawn by templates
sections.py     the content of the page of a year
exports.py      a year as CSV and as JSON
views.py        the public pages
live.py         the last days, unmerged, for the desk
rule_records.py  how often each screening rule was right
prediction.py   whether a rule does what its last trial predicted
shadow_record.py  what a rule in shadow would have held, and what moderators decided
ledger.py       how often each version of a rule was right, by month; which get worse
wilson.py       the confidence interval of a share of few cases
desk_views.py   the page of the desk
"""
