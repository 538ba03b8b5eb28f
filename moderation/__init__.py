"""What may be said: safe text, screening, reports, decisions, the desk.

text/             makes typed Markdown and HTML safe to show
screening/        the rules that check a comment before it is stored
similarity/       comments with nearly the same words
learning/         screening that learns from decisions
trials/           screening rules tried on stored comments
models/           the tables: reports, decisions, bans, house rules
desk/             the moderators' queues and cards
notifying/        mail to staff
history/          everything about one person; the search of decisions
figures/          numbers of comments, holds, removals, reports and decisions
admin/            the rest of the moderators' admin
templatetags/     decisions and house rules on pages

urls.py, views.py  the pages for readers: reports, receipts, warnings
forms.py          the form of a report
appeals.py, appeal_form.py  the pages on which people appeal
statements.py     the history of a comment, for its author
own_reports.py    the page of one's own reports
editorial.py      editors pick comments and close branches
queues.py         pages of a queue
permissions.py    the permissions that its pages require
keyset.py         pages of any ordered rows
claims.py         who is looking at which comment
report_weight.py  the weight of the reports on a comment
one_line_errors.py  the errors of a form on one line
grounds.py        why comments were taken down, for their tombstones
starting_set.py   house rules that a blog can add
first_rules.py    the house rules of a new blog, in its language
word_lists/       words for rules, by language
spreadsheet.py    cells of CSV files that are not formulas
tasks.py          runs batches and trials after the response
messages.py       the kinds of mail about decisions and reports
personal_data.py  what moderation holds about people
apps.py           the app
"""
