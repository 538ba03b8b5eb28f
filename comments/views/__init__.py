"""The pages of comments that are not cached.

posting.py       the form of a comment and its preview
own_comments.py  a comment's page for its author: status, edit, add, withdraw
recommending.py  recommends a comment
public.py        redirects a comment's URL to the page that shows it
me.py            the personal parts of a page, and one's own comments
replies.py       the replies to one's own comments
hiding.py        hides an author for oneself
visits.py        records how far somebody has read
"""
