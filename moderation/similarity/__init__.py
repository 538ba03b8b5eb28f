"""Comments with nearly the same words: found by fingerprints, compared by their words.

fingerprint.py  the fingerprint of a text: bands, and the terms by which two texts are compared
search.py       the stored comments that are similar to a text
waves.py        the same words by many people within an hour
filling.py      stores fingerprints of new comments, in the background or by command
"""
