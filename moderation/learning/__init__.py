"""Screening that learns from the decisions of this site's moderators, without a library.

features.py    a text as numbers of hashed words, word pairs and pieces of words
learner.py     a linear model: what it learns from examples, and how it scores a text
thresholds.py  from which score on a comment is held, chosen by posts that were left out
"""
