"""Import WordPress exports.

reader.py    reads the records of an export as a stream
records.py   the records and their fields
importer.py  imports an export post by post; safe to repeat
posts.py, comments.py, markup.py  convert what WordPress stores
"""
