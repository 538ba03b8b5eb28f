"""Redirect WordPress's URLs of posts, lists, feeds and files to the current ones.

readings.py   the possible meanings of an old URL, from its words alone
targets.py    the current URL of a meaning, from the database
"""
