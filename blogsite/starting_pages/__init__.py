"""Drafts of pages that most blogs need, describing this site; an owner publishes them.

drafts.py           StartingPage: the available ones, and how a draft is made, once
privacy.py          the data about people, as declared by every app
browser_stores.py   the cookies and browser stores of the site, which a test compares with the code
licences.py         the licences of the installed packages
views.py            the page of the admin that offers them
"""
