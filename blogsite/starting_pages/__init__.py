"""Drafts of pages that most blogs need, made of what this site does; an owner publishes them.

drafts.py           StartingPage: which there are, and how each is made, once
privacy.py          what the site holds about people, read from every app
browser_stores.py   the cookies and browser stores of the site, which a test compares with the code
licences.py         the licences of the installed packages
views.py            the page of the admin that offers them
"""
