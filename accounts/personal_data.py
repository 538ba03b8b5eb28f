"""What accounts hold about people; `accounts/privacy.py` reads it."""

from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from accounts.models import Mailbox, Message, Person, User
from accounts.models.mailbox import digest_of
from accounts.privacy import Download, Ending, Holding
from accounts.retention import MAIL_KEPT, UNCONFIRMED_KEPT


def _unconfirmed_accounts(moment):
    return User.objects.unconfirmed().filter(date_joined__lt=moment)


def _ended_sessions(moment):
    return Session.objects.filter(expire_date__lt=moment)


def _finished_messages(moment):
    return Message.objects.finished().filter(created__lt=moment)


def _unused_mailboxes(moment):
    return Mailbox.objects.unused()


def _account(person):
    return User.objects.filter(person=person.main_id)


def _emails(person):
    return EmailAddress.objects.filter(user__person=person.main_id)


def _factors(person):
    return Authenticator.objects.filter(user__person=person.main_id)


def _rows_of_person(person):
    return Person.objects.same_as([person.main_id])


def _mailboxes(person):
    email = person.account and person.account.confirmed_email
    return Mailbox.objects.filter(digest=digest_of(email)) if email else Mailbox.objects.none()


def _messages(person):
    return Message.objects.filter(mailbox__in=_mailboxes(person))


HOLDINGS = [
    Holding(
        User,
        ("username", "display_name", "first_name", "last_name", "email", "last_login"),
        Download(
            _("Account"),
            _account,
            (
                *("username", "display_name", "first_name", "last_name", "email"),
                *("date_joined", "last_login"),
            ),
        ),
        endings=(
            Ending(_("Unconfirmed accounts deleted"), UNCONFIRMED_KEPT, _unconfirmed_accounts),
        ),
    ),
    Holding(
        EmailAddress,
        ("email",),
        Download(_("E-mails"), _emails, ("email", "verified", "primary")),
    ),
    Holding(
        Authenticator,
        ("data",),
        Download(
            _("Second step of signing in"),
            _factors,
            ("type", "created_at", "last_used_at"),
            withheld=("data",),
        ),
    ),
    Holding(
        Person,
        ("key", "origin", "replies_read"),
        Download(
            _("You, and the browsers in which you wrote without an account"),
            _rows_of_person,
            ("id", "created", "origin", "replies_read"),
            withheld=("key",),
        ),
    ),
    Holding(
        Session,
        ("session_data",),
        _("The sessions of your browsers: they are secret, and end by themselves."),
        endings=(Ending(_("Sessions ended"), timedelta(0), _ended_sessions),),
    ),
    Holding(
        Message,
        ("mailbox", "about"),
        Download(
            _("Mail to you"),
            _messages,
            ("kind", "about", "status", "created", "sent"),
            withheld=("mailbox",),
        ),
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
        Download(
            _("What mail you want"),
            _mailboxes,
            ("status", "status_since", "stopped", "frequency"),
            withheld=("digest", "nonce"),
        ),
        endings=(Ending(_("Unused mailboxes dropped"), timedelta(0), _unused_mailboxes),),
    ),
]
