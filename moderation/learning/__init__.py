"""Screening that learns from the decisions of this site's moderators, without a library.

features.py        a text as numbers of hashed words, word pairs and pieces of words
learner.py         a linear model: what it learns from examples, and how it scores a text
thresholds.py      from which score on a comment is held, chosen by posts that were left out
lessons.py         which decisions and comments teach, and how much
campaigns.py       which of them are alike
trainer.py         a training from beginning to end
serving.py         the model that a process judges by, read once
explaining.py      which words of a text weigh most
heaviest_words.py  the words that weigh most in a model
"""
