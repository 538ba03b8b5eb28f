"""The history of one person, and of all decisions.

person.py       PersonHistory: one person, within a moderator's scope
traces.py       names, e-mail addresses and networks of their comments, and neighbours
lists.py        the lists of their page: comments, reports, decisions and the like
filters.py      the filters of such a list
people.py       the search for a person
decision_filters.py  the search for decisions
decision_csv.py      decisions as CSV
"""
