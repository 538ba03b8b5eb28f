"""Search for readers.

views.py       the page
query.py       queries the index and ranks
suggestion.py  suggests other words if nothing is found
rebuild.py     compares the index with the texts, and repairs it
"""
