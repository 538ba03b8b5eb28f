"""Search for readers: query.py asks the index and ranks, views.py is the page."""
