"""The commands for comments.

check_threads.py        compares trees and counts with the comments, and repairs them
resanitize_comments.py  makes the HTML of all comments again
"""
