"""What may be said: safe text, screening, reports, decisions, the desk.

text/             Markdown and HTML that people typed, made safe to show
screening/        the rules that check a comment before it is stored
similarity/       comments with nearly the same words
learning/         screening that learns from decisions
trials/           screening rules tried on stored comments
models/           the tables: reports, decisions, bans, house rules
desk/             the moderators' queues and cards
notifying/        mail to the people who work here
history/          everything about one person; the search of decisions
figures/          numbers of what was written, held, removed, reported and decided
admin/            what else moderators have in the admin
templatetags/     what pages show of decisions and house rules

urls.py, views.py  the pages for readers: reports, receipts, warnings
forms.py          the form of a report
appeals.py, appeal_form.py  the pages of those who appeal
statements.py     what an author may know of the history of a comment
own_reports.py    the page of one's own reports
editorial.py      editors pick comments and close branches
queues.py         reads a queue, page by page
permissions.py    the permissions that its pages ask for
keyset.py         pages of any ordered rows
claims.py         who is looking at which comment
report_weight.py  how much the reports on a comment weigh together
one_line_errors.py  the errors of a form on one line
grounds.py        why comments were taken down, for their tombstones
starting_set.py   house rules that a blog can add
first_rules.py    the house rules of a new blog, in its language
word_lists/       words that rules read, by language
spreadsheet.py    cells of CSV files that are no formulas
tasks.py          runs batches and trials after the response
messages.py       the kinds of mail about decisions and reports
personal_data.py  what moderation holds about people
apps.py           the app
"""
