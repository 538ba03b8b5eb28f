"""The commands for comments.

resanitize_comments.py  makes the HTML of all comments again
"""
