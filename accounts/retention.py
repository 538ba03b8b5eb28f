"""For how long data that identifies people is stored: a promise to them, so it is written once."""

from datetime import timedelta

# A whole IP address shows who wrote a wave of spam, and waves are over in days. Backups hold IP
# addresses too, and imports bring them, so neither may keep them longer.
IP_RETENTION = timedelta(days=30)
# A network shows whether a banned person is back, or that several reporters are one household.
NETWORK_RETENTION = timedelta(days=90)
# Which message went to which mailbox; later, mail about an old comment is not sent at all.
MAIL_RETENTION = timedelta(days=30)
# How long the link works that confirms the e-mail address of a new account.
UNCONFIRMED_RETENTION = timedelta(days=1)
# Who invited whom, to look up while somebody may still ask.
INVITATION_RETENTION = timedelta(days=90)
