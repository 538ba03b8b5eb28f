"""How the admin and downloads write dates, where it differs from Django's way for a language.

en/     English: as everywhere on the site, "July 29, 2010 at 17:33"
"""
