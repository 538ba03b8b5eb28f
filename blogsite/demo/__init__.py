"""The sample blog that `make demo` shows.

sample.py        imports it, and makes the accounts of its people
conversation.py  one long conversation, made of sentences
past.py          comments on which moderators have decided
learned.py       the screening that has learned from them, and a trial
letterbox.py     held comments, reports and picks
look.py          the look of the magazine, and its authors
about.py         the pages about the magazine, and the menu
lists.py         phrases and hosts that the owner lists
language.py      the language of the blog and of its house rules
"""
