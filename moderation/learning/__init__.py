"""Screening that learns from the decisions of this site's moderators, without a library.

features.py        a text as numbers of hashed words, word pairs and pieces of words
learner.py         a linear model: what it learns from examples, and how it scores a text
thresholds.py      from which score on a comment is held, chosen by posts that were left out
lessons.py         which decisions and comments teach, and how much
agreement.py       which decisions of a moderator contradict those of all others
campaigns.py       which of them are alike
spot_checks.py     which standing comments moderators are asked to look at then
rounds.py          trains when its time has come, asked every minute
out_of_fold.py     judges comments of the past by models that know nothing of their post
trainer.py         a training from beginning to end
every_ground.py    trains a model for each ground that has one
serving.py         the model that a process judges by, read once
explaining.py      which words of a text weigh most
heaviest_words.py  the words that weigh most in a model
"""
