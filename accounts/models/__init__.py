"""Accounts; authors and reporters, with or without one; and the mail to them.

user.py          an account
person.py        a person who writes or reports, with or without an account
mailbox.py       a mailbox: whether its address is confirmed, and what mail it takes
news_request.py  rows by which people asked for mail about what is new
message.py       one mail that waits, was sent, or was given up
invitation.py    an owner's invitation to the staff
closing.py       an account that is about to be closed
earlier_name.py  the names that an account had before
"""

from accounts.models.closing import Closing
from accounts.models.earlier_name import ChangedTooOften, EarlierName
from accounts.models.invitation import Invitation
from accounts.models.mailbox import Mailbox
from accounts.models.message import Message
from accounts.models.person import AccountClosed, Person
from accounts.models.user import User

__all__ = [
    "AccountClosed",
    "ChangedTooOften",
    "Closing",
    "EarlierName",
    "Invitation",
    "Mailbox",
    "Message",
    "Person",
    "User",
]
