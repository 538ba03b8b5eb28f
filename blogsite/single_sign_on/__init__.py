"""Signing in within a frame on another site of the owner: by its tokens, or in our window.

tokens.py   verifies a site's token: its signature and claims
readers.py  the account of a token's reader
admin.py    the admin: keys of sites, and the secret, shown once
window.py   the window in which account owners sign in for the frame
frame.py    signing in and out within the frame
"""
