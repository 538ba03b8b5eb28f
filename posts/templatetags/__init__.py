"""Template tags that all pages use.

dates.py       dates and times
attributes.py  translated sentences in attributes
full_urls.py   absolute URLs
directions.py  names and titles in a sentence that may run the other way
menus.py       the menu of the owner
looks.py       the blog whose name, logo and colours a page shows
articles.py    the HTML of a post on its page: cards, footnotes, scroll boxes
"""
