"""What accounts hold about people; `accounts/privacy.py` reads it."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from accounts.models import Mailbox, Message, Person, User
from accounts.privacy import Ending, Holding
from accounts.retention import MAIL_KEPT, UNCONFIRMED_KEPT


def _unconfirmed_accounts(moment):
    return User.objects.unconfirmed().filter(date_joined__lt=moment)


def _ended_sessions(moment):
    return Session.objects.filter(expire_date__lt=moment)


def _finished_messages(moment):
    return Message.objects.finished().filter(created__lt=moment)


def _unused_mailboxes(moment):
    return Mailbox.objects.unused()


HOLDINGS = [
    Holding(
        User,
        ("username", "display_name", "first_name", "last_name", "email", "last_login"),
        endings=(
            Ending(_("Unconfirmed accounts deleted"), UNCONFIRMED_KEPT, _unconfirmed_accounts),
        ),
    ),
    Holding(EmailAddress, ("email",)),
    Holding(Authenticator, ("data",)),
    Holding(Person, ("key", "origin", "replies_read")),
    Holding(
        Session,
        ("session_data",),
        endings=(Ending(_("Sessions ended"), timedelta(0), _ended_sessions),),
    ),
    Holding(
        Message,
        ("mailbox", "about"),
        endings=(
            Ending(
                _("Messages dropped that were sent or cancelled"),
                MAIL_KEPT,
                _finished_messages,
            ),
        ),
    ),
    # After the messages: one that no message needs and that forbids nothing is dropped with them.
    Holding(
        Mailbox,
        ("digest", "nonce"),
        endings=(Ending(_("Unused mailboxes dropped"), timedelta(0), _unused_mailboxes),),
    ),
]
