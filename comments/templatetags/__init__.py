"""Template tags of comments.

threads.py    the conversation under a post
metadata.py   the metadata of a post's page
"""
