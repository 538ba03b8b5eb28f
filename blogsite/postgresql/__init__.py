"""Django's backend for PostgreSQL.

base.py  what errors of a server that went away become; Django looks for a file of this name
"""
