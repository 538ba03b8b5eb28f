"""The formats of English.

formats.py  the formats of dates
"""
