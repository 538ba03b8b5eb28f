"""Import the pictures of another blog.

library.py      finds the picture for a URL of the old site, and stores it once
stored_picture.py  the remembered data of each
attachments.py  the media in an export, by id, by URL, and by post
upload_urls.py  the path of a URL among the old site's uploads, and its original picture
uploads.py      reads files from a folder, and opens one or a zip archive
archives.py     reads files from a zip archive
fetching.py     fetches files from the old site
unreadable.py   says why a file cannot be read
"""
