"""What happened: everything about one person, and all decisions.

person.py       PersonHistory: one person, as far as a moderator may see
traces.py       names, e-mails and networks of their comments, and others who share them
lists.py        the lists of their page: comments, reports, decisions and the like
filters.py      the filters of such a list
people.py       the search for a person
decision_filters.py  the search for decisions
decision_csv.py      decisions as CSV
"""
