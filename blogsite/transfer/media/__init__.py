"""Bring the pictures of another blog into this one.

library.py      finds the picture for a URL of the old site, and stores it once
stored_picture.py  what is remembered of each
attachments.py  the media that an export lists, by id, by URL, and by the post they belong to
upload_urls.py  where a URL lies among the old site's uploads, and which picture it is a size of
uploads.py      reads files from a folder, and opens one or a zip archive
archives.py     reads files from a zip archive
fetching.py     fetches files from the old site
unreadable.py   says why a file cannot be read
"""
