"""Search for readers.

views.py       the page
query.py       asks the index and ranks
suggestion.py  other words for a search that finds nothing
rebuild.py     compares the index with the texts
"""
