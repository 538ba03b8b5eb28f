"""Accounts, the people who write and report with or without one, and the mail to them."""

from accounts.models.closing import Closing
from accounts.models.earlier_name import ChangedTooOften, EarlierName
from accounts.models.invitation import Invitation
from accounts.models.mailbox import Mailbox
from accounts.models.message import Message
from accounts.models.person import Person
from accounts.models.user import User

__all__ = [
    "ChangedTooOften",
    "Closing",
    "EarlierName",
    "Invitation",
    "Mailbox",
    "Message",
    "Person",
    "User",
]
