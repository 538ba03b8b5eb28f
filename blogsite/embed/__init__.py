"""Conversations in the pages of other sites, in a frame that the site's own pages never are in.

urls.py       what is framed, below /embed/: the same views, whose links lead to framed URLs again
embedding_page.py  the page around the frame, as its URL says it
entry.py      where a frame begins: the conversation of a URL
views.py      what is in the frame and on no other page
first_comment.py  the form for the first comment about a page
script.py     the script that puts the frame into a page of another site
cookies.py    the cookies of the frame, which are no others
origin.py     whether a form was sent by a page of ours
framing.py    which sites may frame, and links that leave the frame
"""
