"""Accounts, and the people who write and report with or without one."""

from accounts.models.person import Person
from accounts.models.user import User

__all__ = ["Person", "User"]
