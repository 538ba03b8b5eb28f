"""Template tags of comments.

conversations.py  the conversation under a post
metadata.py   the metadata of a post's page
"""
