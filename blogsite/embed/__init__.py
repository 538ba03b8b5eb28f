"""Conversations in the pages of other sites, in a frame that never shows the site's other pages.

urls.py       the framed URLs, below /embed/: the same views, with links to framed URLs
embedding_page.py  the page around the frame, from the frame's URL
entry.py      a frame's first page: the conversation of a URL
views.py      the views that only the frame has
first_comment.py  the form for the first comment about a page
script.py     the script that puts the frame into a page of another site
cookies.py    the frame's own cookies
origin.py     whether a form was sent by a page of this site
framing.py    which sites may embed, and links that leave the frame
"""
