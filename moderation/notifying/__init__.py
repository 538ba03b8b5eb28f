"""Mail to the people who work here: what arrives, and what waits.

mails.py           the kinds of mail about what arrives, and what all kinds share
waiting_mails.py   the kinds about what waits too long, and what waits in the morning
arrivals.py        legal notices, threats and appeals that are new to an account
waiting.py         what waits for an account, and for how long
day_at_desk.py     what was decided on a day, and what of one's own was taken back
turns.py           when a kind has its turn, and what is news then
sheet.py           the daily sheet of editors: what is best, asked, or corrected
sheet_page.py      its page in the admin
sheet_mail.py      its mail
screening_mail.py  the mail about the learned screening, when it is in trouble
rounds.py          queue what is due, asked every minute
choices.py         the page on which everybody switches kinds on and off
stopping.py        the page of the link in a mail that switches one kind off
"""
