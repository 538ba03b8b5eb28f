"""Write the blog as a WordPress export (WXR 1.2), which WordPress's importer and ours read.

writer.py    writes the file, and copies the pictures beside it
items.py     the elements of posts, pages, pictures and comments
elements.py  XML elements and their text
markup.py    converts HTML of posts and comments for WordPress

WordPress's importer wants a parent before its replies, by their ids, and user names of few
characters; it rewrites links of pictures whose URL is that of an attachment, letter by letter. It
keeps few elements in comments. It has no place for revisions, decisions, reports, recommendations,
pins and picks; these leave as JSON Lines alone.
"""
