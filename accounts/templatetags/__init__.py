"""Template tags that templates of every app use.

punctuation.py   the colon after a label, and commas, of the active language
"""
