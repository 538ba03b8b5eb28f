"""Backups of the whole site: database and media in one file.

dump.py            writes a backup
restore.py         puts one back: all of it, or nothing
verification.py    tries a backup beside the site before it replaces anything
mail_state.py      what a restore does not take back: unsubscribing, and mail that was sent
site_lock.py       one lock for backup, restore and migrate
unfinished.py      finishes or undoes what a killed command has left
restore_record.py  files that name backups and restores that have not ended
site_data.py       where database and media are
"""
