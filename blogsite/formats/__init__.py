"""Formats of dates in the admin and downloads that differ from Django's for a language.

en/     English: as everywhere on the site, "July 29, 2010 at 17:33"
"""
