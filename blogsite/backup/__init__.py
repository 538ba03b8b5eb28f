"""Backups of the whole site: database and media in one file.

dump.py            writes a backup
restore.py         restores a backup: all of it, or nothing
verification.py    loads and checks a backup before it replaces anything
pictures.py        the pictures, from the storage and back
copies.py          copies a backup elsewhere
copy_targets.py    a bucket or a command, which copies go to
encryption.py      encrypts copies, and opens them again
mail_state.py      keeps unsubscribing and sent mail across a restore
site_lock.py       one lock for backup, restore and migrate
unfinished.py      finishes or undoes the work of a killed command
restore_record.py  finds the records of unfinished backups and restores
site_data.py       finds database and media
"""
