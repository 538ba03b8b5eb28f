"""Import other blogs into this one, reading their exports as streams.

wordpress/    WordPress exports
files.py, decoding.py, xml_repair.py  turn bytes into well-formed XML
spool.py      stores the comments of one post on disk until they are imported
threading.py  finds replies that have no possible parent
seen_ids.py   the ids that an export has used
dates.py      reads dates and checks their time zones
people.py     makes authors and guests
report.py, progress.py  write what the command prints
"""
