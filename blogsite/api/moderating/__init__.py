"""Moderation through the API, for the token's owner: the desk's data and actions.

documents.py  the documents for moderation
access.py     the scope of a token's owner
serializers.py  makes documents of waiting items
queues.py     held and reported comments, appeals, in parts
items.py      one comment with everything needed to decide, and claims
decisions.py  decisions and undoing them
bans.py       bans of authors, and lifting them
appeals.py    answers to appeals
"""
