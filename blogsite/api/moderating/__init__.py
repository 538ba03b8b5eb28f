"""Moderation through the API, for the person of the token: what the desk shows, and its acts.

documents.py  what programs send, and what they get
access.py     which comments the person of a token looks after
serializers.py  makes documents of what waits
queues.py     held and reported comments, appeals, in parts
items.py      one comment with all that is needed to decide, and claims
decisions.py  decisions and undoing them
bans.py       bans of authors, and lifting them
appeals.py    answers to appeals
"""
