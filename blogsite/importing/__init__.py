"""A WordPress export into the blog, in two passes.

files (bytes: unpacked, decoded, mended) → wordpress (a stream of records) → storing, which has
each post (posts, markup) with its comments (comments, conversations, people) stored in a
transaction of its own, times put right by clock, and counts for the report.
"""
