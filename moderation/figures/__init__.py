"""How much is written, held, removed, reported and decided, in numbers.

window.py       counts and percentiles over periods of time, by aggregate queries
counts.py       what is counted: comments, holds, removals, reports, decisions, notices
months.py       the months of a year in the blog's time zone, and the years there are
merging.py      small numbers are merged, so that no table picks anybody out
figure.py       Figure: one count by month and kind, as it may be shown
year.py         all figures of a year
kinds.py        the names of figures and of their kinds
charts.py       shapes of charts, for templates to draw
sections.py     what the page says of a year
exports.py      a year as CSV and as JSON
views.py        the public pages
live.py         the last days as they are now, for the desk
rule_records.py  how often each screening rule was right
prediction.py   whether a rule does what its last trial predicted
shadow_record.py  what a rule in shadow would have held, and what moderators decided
ledger.py       the same by version of a rule and by month, and which rules get worse
wilson.py       how sure a share is that was seen in few cases
desk_views.py   the page of the desk
"""
