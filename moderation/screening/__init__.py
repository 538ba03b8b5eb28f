"""The checks of a comment before it is stored: the rules that COMMENT_RULES names.

rule.py          the common part of all rules: a state, and options that staff set
texts.py         empty texts, the same words again, many links
names.py         names of buttons, of accounts and of staff
authors.py       bans and unread warnings
pace.py          comments that follow each other too fast
posts.py         posts that hold comments, ended conversations, opening hours
remote.py        the external service of REMOTE_CHECK_URL; it is off until an owner switches it on
remote_service.py  the requests to that service: signed, with limits
slow_mode.py     posts under which each person writes only every few minutes
lists.py         phrases and hosts that owners list
list_entries.py  reads what an owner types as an entry
people.py        people whose comments are held because they are new or have no account
words.py         the words of a text, normalized
phrase_index.py  finds thousands of phrases in a text, in one pass
host_index.py    finds the entry that covers a host
similar_to_removed.py  comments similar to removed ones
harsh_words.py   puts reported comments that look like insults first
nudging.py       asks authors before harsh words are sent
learned.py       comments that look like removed advertising
site.py          the data of the site that rules need, in one query
imitation.py     names that look like other names
staff_titles.py  titles that only staff may carry in a name
"""
