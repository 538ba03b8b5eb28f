"""The checks of a comment before it is stored: the rules that COMMENT_RULES names.

rule.py          what all rules share: a state and options that owners set
texts.py         empty texts, the same words again, many links
names.py         names of buttons, of accounts and of staff
authors.py       bans and unread warnings
pace.py          comments that follow each other too fast
posts.py         posts that hold comments, ended conversations, opening hours
remote.py        the external service of REMOTE_CHECK_URL; it is off until an owner switches it on
remote_service.py  how that service is asked: signed requests, and limits
slow_mode.py     posts at which each person writes every few minutes only
lists.py         phrases and hosts that owners list
list_entries.py  reads what an owner types as an entry
people.py        people whose comments are held because they are new or have no account
words.py         the words of a text, in one form for all ways to write them
phrase_index.py  finds thousands of phrases in a text, in one pass
host_index.py    finds which entry a host is covered by
similar_to_removed.py  what is like comments that moderators removed
harsh_words.py   what looks like insults comes first among the reports
nudging.py       words that authors are shown before they send them
learned.py       what looks like the advertising that moderators removed
site.py          what rules read of the site, in one query
imitation.py     names that imitate staff, and letters that look alike
staff_titles.py  titles that only staff may carry in a name
"""
