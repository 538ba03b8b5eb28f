"""Import the conversations of other comment systems.

disqus.py, disqus_xml.py  Disqus: its exports, and files made for its importer
remark42.py, isso.py, commento.py  other systems
records.py    pages and comments, common to all systems
source.py     the file of a system
exported_urls.py  the URLs of one page
bodies.py     converts HTML and Markdown to comments as typed here
links.py      where their links lead
staging.py    the file's content on disk, ordered by conversation
staged.py     the comments of one conversation, each once
comments.py   converts comments
places.py     the post of a page, here or on another site
importer.py   imports a file, conversation by conversation; safe to repeat
json_stream.py, json_values.py  read JSON as untrusted input
import_command.py  the common part of the commands
"""
