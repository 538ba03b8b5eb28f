"""Mail to staff about new and waiting work.

mails.py           the kinds of mail about new reports and appeals, and their common parts
waiting_mails.py   the mails about long waits, and the daily mail
arrivals.py        legal notices, threats and appeals that are new to an account
waiting.py         the items that wait for an account, and for how long
day_at_desk.py     the decisions of a day, and one's own overturned ones
turns.py           when a kind of mail is due, and its news
sheet.py           the daily sheet of editors: best comments, questions, corrections
sheet_page.py      its page in the admin
sheet_mail.py      its mail
screening_mail.py  the mail about problems of the learned screening
rounds.py          queues due mail, every minute
choices.py         the page on which staff switch kinds on and off
stopping.py        the page of a mail's link that switches its kind off
"""
