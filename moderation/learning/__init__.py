"""Screening that learns from the decisions of this site's moderators, without a library.

features.py        a text as hashed words, word pairs and character n-grams
learner.py         a linear model: learns from examples, scores a text
thresholds.py      the score from which comments are held, chosen by cross-validation over posts
lessons.py         the examples: which decisions and comments, and their weights
agreement.py       finds a moderator's decisions that contradict those of all others
campaigns.py       groups texts with mostly the same words
spot_checks.py     chooses published comments for moderators to check after a training
rounds.py          starts trainings that are due, every minute
out_of_fold.py     scores past comments by models that have not seen their post
trainer.py         a training from beginning to end
every_ground.py    trains a model for each ground that has one
serving.py         the model in use in a process, read once
explaining.py      the words of a text that weigh most
heaviest_words.py  the words that weigh most in a model
"""
