"""Django's backend for PostgreSQL.

base.py  turns errors of a lost server into one class; Django needs this file name
"""
