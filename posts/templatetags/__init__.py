"""Template tags that all pages use.

dates.py       dates and times
attributes.py  translated sentences in attributes
addresses.py   absolute URLs
articles.py    tables of articles that scroll sideways
"""
