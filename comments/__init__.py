"""Comments: writing them, their tree, and conversations as they are read.

models/           the tables; the tree is in tree.py, what can be done to a comment in lifecycle.py
views/            the pages that are not cached
templatetags/     the conversation on a post's page

urls.py           the URLs, except those of cached pages
forms.py          the forms in which people write
form_data.py      reads a POST, and says why it is not a form
resubmit.py       shows a form again with its text and the reason when something goes wrong
reply_target.py   the post or comment that somebody is about to answer
first_comment.py  begins the conversation of a page of another site
draft.py          a comment before it is stored
posting.py        stores a draft: rules, tree, mail
screening.py      asks the screening rules
rules.py          what a screening rule is
facts.py          the facts that rules need, in one query
moving.py         moves comments to another conversation
editing.py        edits, additions, withdrawing
status_links.py   the private link to a comment's status
text.py           the class that makes typed text safe, named by COMMENT_TEXT

conversation.py   which comments are on which page
conversation_part.py  the same for programs that read a whole conversation
pinned.py         the comment at the head of a conversation
rows.py           the columns that a page reads
rendering.py      makes a list of entries of those rows
folds.py          folds comments in a row by the same author
boxes.py          the indent of replies
row_formats.py    the HTML of the entries
marks.py          "Author" and "Staff" beside a name
nudging.py        the question to an author before sending; COMMENT_NUDGE names the function
grounds.py        why comments were taken down; COMMENT_GROUNDS names the function
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
admin.py          looks comments up in the admin
checks.py         system checks of the settings above
apps.py           the app; registers the checks
"""
