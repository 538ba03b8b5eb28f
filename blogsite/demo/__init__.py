"""The sample blog that `make demo` shows.

sample.py        imports it, and makes the accounts of its people
conversation.py  one long conversation, made of sentences
letterbox.py     held comments, reports and picks
lists.py         phrases and hosts that the owner lists
"""
