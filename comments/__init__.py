"""Comments: writing them, their tree, and conversations as they are read.

models/           the tables; the tree is in tree.py, the verbs of a comment in comment.py
views/            the pages that are not cached
templatetags/     what pages of posts show of their comments

urls.py           the URLs, but those of cached pages
forms.py          the forms of writers
form_data.py      reads a POST, and says why it is no form
resubmit.py       gives the text back with the reason when something goes wrong
reply_target.py   where somebody is about to write
first_comment.py  begins the conversation of a page of another site
draft.py          a comment before it is stored
posting.py        stores a draft: rules, tree, mail
screening.py      asks the rules
rules.py          what a rule is
facts.py          what rules ask of the database, in one query
editing.py        edits, additions, withdrawing
status_links.py   the private link to where a comment stands
text.py           the class that makes typed text safe, which COMMENT_TEXT names

conversation.py   which comments are on which page
conversation_part.py  the same for programs that read all of it
pinned.py         the comment at the head of a conversation
rows.py           the columns that a page reads
rendering.py      makes a list of entries of them
folds.py          folds comments in a row by the same author
boxes.py          the indent of replies
row_formats.py    the HTML of the entries
marks.py          "Author" and "Staff" beside a name
nudging.py        what an author is asked before sending, which COMMENT_NUDGE tells
grounds.py        why comments were taken down, which COMMENT_GROUNDS tells
page_links.py     the links to other pages and orders
permalinks.py     the URL of one comment
comment_paths.py  the paths of many comments
metadata.py       the metadata of a post's page
news.py           what is new in a conversation
feeds.py          Atom feeds
replies.py        the replies to a person's comments

messages.py       the kinds of mail about comments
personal_data.py  what comments hold about people
staff_search.py   the search of the desk
resanitizing.py   makes the HTML of stored comments again
tree_check.py     compares tree and counts with the rows
admin.py          comments in the admin, to look up
checks.py         system checks of the settings above
apps.py           the app, which registers them
"""
