"""Import the conversations of other comment systems.

disqus.py, disqus_xml.py  Disqus: its exports, and the files that are made for it
remark42.py, isso.py, commento.py  the others, each with what is kept of it
records.py    pages and comments, as every system has them
source.py     the file of a system
exported_urls.py  the URLs under which one page was read
bodies.py     HTML and Markdown of comments, as they would be typed here
links.py      where their links lead
staging.py    the file on disk, in order of its conversations
staged.py     the comments of one conversation, each once
comments.py   converts comments
places.py     the post that a page is, here or elsewhere
importer.py   imports a file, conversation by conversation; safe to repeat
json_stream.py, json_values.py  read JSON, without trusting it
import_command.py  what the commands have in common
"""
