"""English.

formats.py  the formats of dates
"""
