"""Other blogs into this one, as streams.

wordpress/     WordPress exports
files.py, decoding.py, xml_repair.py   from bytes to clean XML
spool.py       comments of one post, on disk until they are stored
threading.py   which comment answers which
dates.py       times put right
people.py      authors and guests
report.py, progress.py                 what the command prints
"""
