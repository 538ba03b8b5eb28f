"""Template tags of moderation.

statements.py      the decision on a comment, for its author
house_rules.py     the house rules, where people write
sheets.py          a comment on the daily sheet
decisions.py       actions in the past tense
ages.py            ages in lists
figures.py         hours and shares
heaviest_words.py  the words of a model
"""
