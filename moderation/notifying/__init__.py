"""Mail to the people who work here: what arrives, and what waits.

mails.py       the kinds of mail
arrivals.py    legal notices, threats and appeals that are new to an account
rounds.py      queue what is due, asked every minute
choices.py     the page on which everybody switches kinds on and off
stopping.py    the page of the link in a mail that switches one kind off
"""
