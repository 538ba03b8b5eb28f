"""Import from WordPress.

reader.py    records of an export, read as a stream
records.py   what a record holds
importer.py  stores them, post by post; safe to repeat
posts.py, comments.py, markup.py  from WordPress's shape to ours
"""
