"""Lead from the URLs that WordPress gave to posts, lists, feeds and files to where these are now.

readings.py   what an old URL may ask for, read from its words alone
targets.py    where that is now, as the database knows it
"""
