"""What accounts hold about people; `accounts/privacy.py` reads it."""

from datetime import timedelta
from functools import reduce
from operator import or_
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import title_of
from accounts.models import Closing, EarlierName, Invitation, Mailbox, Message, Person, User
from accounts.models.closing import CONFIRMATION_TIME
from accounts.models.mailbox import digest_of
from accounts.privacy import Download, Holding, RetentionRule, deleting
from accounts.retention import INVITATION_RETENTION, MAIL_RETENTION, UNCONFIRMED_RETENTION


def _unconfirmed_accounts(moment):
    return User.objects.unconfirmed().filter(date_joined__lt=moment)


def _ended_sessions(moment):
    return Session.objects.filter(expire_date__lt=moment)


def _browsers_of_ended_sessions(moment):
    open_ones = Session.objects.filter(session_key=OuterRef("session_key"))
    return UserSession.objects.exclude(Exists(open_ones))


def _browsers(person):
    return UserSession.objects.filter(user__person=person.main_id)


def _end_sessions(person, **choice):
    """Delete the sessions, which hold the e-mail address, and the rows that list them."""
    for browser in _browsers(person):
        browser.end()


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


def _unconfirmed_closings(moment):
    return Closing.objects.filter(confirmed=None, created__lt=moment)


def _closing(person):
    return Closing.objects.filter(user__person=person.main_id)


def _old_invitations(moment):
    return Invitation.objects.filter(created__lt=moment)


def _invitations(person):
    return Invitation.objects.filter(accepted_by__person=person.main_id)


def _messages_about(account):
    return Message.objects.filter(about__user=account.pk)


def _emails_of(account):
    """Return the e-mail address of an account, and its earlier ones."""
    changes = _messages_about(account).filter(about__has_key="old_email")
    return {account.email, *changes.values_list("about__old_email", flat=True)} - {None}


def _delete_invitations(person, **choice):
    if account := person.account:
        choices = [Q(email__iexact=email) for email in _emails_of(account)]
        rows = Invitation.objects.filter(reduce(or_, choices, Q(accepted_by=account)))
        rows.delete()


def _earlier_names(person):
    return EarlierName.objects.filter(user__person=person.main_id)


def _accounts_elsewhere(person):
    return SocialAccount.objects.filter(user__person=person.main_id)


def _forget_browsers(person, **choice):
    """Make every guest cookie of the person invalid."""
    for row in _rows_of_person(person):
        row.key, row.origin, row.replies_read = uuid4(), None, None
        row.save(update_fields=["key", "origin", "replies_read"])


def _delete_messages(person, **choice):
    """Delete the mail to an account, sent or waiting, also to an earlier e-mail address."""
    if person.account:
        _messages_about(person.account).delete()
        if person.account.email:
            Message.objects.filter(mailbox__digest=digest_of(person.account.email)).delete()


def _forget_frequency(person, **choice):
    """Reset how often the mailbox gets mail: with a choice of its owner it would be kept."""
    if person.account and person.account.email:
        mailboxes = Mailbox.objects.filter(digest=digest_of(person.account.email))
        mailboxes.update(frequency=Mailbox.Frequency.AT_ONCE)


HOLDINGS = [
    Holding(
        User,
        (
            *("username", "display_name", "first_name", "last_name", "email"),
            *("last_login", "time_zone", "language"),
        ),
        Download(
            _("Account"),
            _account,
            (
                *("username", "display_name", "first_name", "last_name", "email"),
                *("date_joined", "last_login", "time_zone", "language"),
            ),
        ),
        retention=(
            RetentionRule(
                _("Unconfirmed accounts deleted"), UNCONFIRMED_RETENTION, _unconfirmed_accounts
            ),
        ),
        is_erasable=True,
        remains=_("Posts that you wrote for this blog, without your name."),
    ),
    Holding(
        EarlierName,
        ("name", "until"),
        Download(_("Names that you had before"), _earlier_names, ("name", "until")),
        close=deleting(_earlier_names),
    ),
    Holding(
        Invitation,
        ("email",),
        Download(
            _("Invitations to work here"),
            _invitations,
            ("email", "role__name", "created", "accepted"),
        ),
        retention=(
            RetentionRule(_("Invitations dropped"), INVITATION_RETENTION, _old_invitations),
        ),
        close=_delete_invitations,
    ),
    Holding(
        EmailAddress,
        ("email",),
        Download(_("E-mails"), _emails, ("email", "verified", "primary")),
        close=deleting(_emails),
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
        close=deleting(_factors),
    ),
    Holding(
        SocialAccount,
        ("uid", "extra_data"),
        Download(
            _("Accounts elsewhere with which you sign in, and what they sent"),
            _accounts_elsewhere,
            ("provider", "uid", "extra_data", "date_joined", "last_login"),
        ),
        close=deleting(_accounts_elsewhere),
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
        close=_forget_browsers,
    ),
    Holding(
        Session,
        ("session_data",),
        _("The sessions of your browsers: they are secret, and end by themselves."),
        retention=(RetentionRule(_("Sessions ended"), timedelta(0), _ended_sessions),),
    ),
    # After the sessions.
    Holding(
        UserSession,
        ("ip", "user_agent", "session_key"),
        Download(
            _("Browsers in which you are signed in"),
            _browsers,
            ("ip", "user_agent", "created_at", "last_seen_at"),
            withheld=("session_key",),
        ),
        close=_end_sessions,
        retention=(
            RetentionRule(
                _("Browsers of ended sessions dropped"),
                timedelta(0),
                _browsers_of_ended_sessions,
            ),
        ),
    ),
    Holding(
        Message,
        ("mailbox", "about"),
        Download(
            _("Mail to you"),
            _messages,
            ("kind", "about", "status", "created", "sent"),
            withheld=("mailbox",),
            ids=("about",),
            words={"kind": title_of},
        ),
        close=_delete_messages,
        retention=(
            RetentionRule(
                _("Messages dropped that were sent or cancelled"),
                MAIL_RETENTION,
                _finished_messages,
            ),
        ),
    ),
    # After the messages: a mailbox that no message needs, and that forbids nothing, is deleted with
    # them.
    Holding(
        Mailbox,
        ("digest", "nonce"),
        Download(
            _("What mail you want"),
            _mailboxes,
            ("status", "status_since", "stopped", "frequency"),
            withheld=("digest", "nonce"),
        ),
        close=_forget_frequency,
        remains=_("If you stopped all mail: a code of your e-mail, so that it stays stopped."),
        retention=(RetentionRule(_("Unused mailboxes dropped"), timedelta(0), _unused_mailboxes),),
    ),
    # Last: it takes long.
    Holding(
        Closing,
        ("user", "keeps_comments", "created", "confirmed"),
        Download(
            _("That you want to close your account"),
            _closing,
            ("user", "keeps_comments", "created", "confirmed"),
        ),
        retention=(
            RetentionRule(
                _("Closings dropped that were never confirmed"),
                CONFIRMATION_TIME,
                _unconfirmed_closings,
            ),
            RetentionRule(
                _("Accounts closed"), timedelta(0), Closing.objects.due_at, act=Closing.carry_out
            ),
        ),
    ),
]
