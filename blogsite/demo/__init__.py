"""The sample blog that `make demo` shows.

sample.py        imports the blog, and creates the accounts of its people
conversation.py  one long conversation, generated from sentences
past.py          comments with moderators' decisions
learned.py       the learned screening, and a trial
letterbox.py     held comments, reports and picks
look.py          the look of the magazine, and its authors
about.py         the pages about the magazine, and the menu
lists.py         the owner's lists of phrases and hosts
language.py      the language of the blog and of its house rules
"""
