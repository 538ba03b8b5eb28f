"""Signing in within a frame on another site of the owner: by its tokens, or in a window of ours.

tokens.py   reads a token of a site: its signature and what it must say
readers.py  the account of the reader that it names
admin.py    the admin: keys of sites, and the secret, shown once
window.py   the window in which somebody with an account here signs in for the frame
frame.py    signing in and out within the frame
"""
