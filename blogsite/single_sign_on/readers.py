"""The account of another site's reader: found or created, with the name from that site."""

from uuid import uuid4

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ChangedTooOften, EarlierName, Person, User
from blogsite.account.names import account_name, name_among
from blogsite.models.site_reader import SiteReader, UsedToken
from blogsite.single_sign_on.tokens import Token, TokenRefused
from moderation.models import Ban

NAME_LENGTH = SiteReader._meta.get_field("name").max_length

REPLAYED = _("The token was used before: “jti” must be another one each time.")
OF_STAFF = _("This account works here, so another site cannot sign it in.")
CLOSED = _("This account is closed or blocked.")


def reader_of(token: Token) -> User:
    """Return the account of a token's reader; create it the first time. Raises TokenRefused.

    A refused token is not used up, and leaves no trace.
    """
    with transaction.atomic():
        if not UsedToken.objects.use(token.digest, token.expires):
            raise TokenRefused(REPLAYED)
        reader = _find(token) or _make(token)
        user = reader.user
        if user.is_staff or user.is_superuser:
            raise TokenRefused(OF_STAFF)
        if not user.is_active:
            raise TokenRefused(CLOSED)
        _follow_name(reader, token.name)
    return user


def _find(token) -> SiteReader | None:
    """Return the reader of a token, unless the account was closed and no ban is to outlast it."""
    rows = SiteReader.objects.select_related("user")
    reader = rows.filter(issuer=token.issuer, subject=token.subject).first()
    if reader and reader.user.erased and not _is_banned(reader.user):
        reader.delete()
        return None
    return reader


def _is_banned(user) -> bool:
    return Ban.objects.in_force(person=Person.objects.of(user)) is not None


def _make(token) -> SiteReader:
    """Create an account; another request may have done it at the same moment."""
    try:
        with transaction.atomic():
            return SiteReader.objects.create(
                issuer=token.issuer,
                subject=token.subject,
                name=token.name[:NAME_LENGTH],
                user=_new_account(token),
            )
    except IntegrityError:
        rows = SiteReader.objects.select_related("user")
        return rows.get(issuer=token.issuer, subject=token.subject)


def _new_account(token) -> User:
    """Store an account, with the address only if it is confirmed and no other account's.

    It is never joined to the account that has the address.
    """
    user = User(username=uuid4().hex, display_name=name_among(token.name))
    user.set_unusable_password()
    user.email = _free_email(token.email)
    user.save()
    if user.email:
        user.confirm_email()
    return user


def _free_email(email) -> str | None:
    email = email.lower()
    try:
        validate_email(email)
    except ValidationError:
        return None
    is_taken = (
        User.objects.filter(email__iexact=email).exists()
        or EmailAddress.objects.filter(email__iexact=email).exists()
    )
    return None if is_taken else email


def _follow_name(reader, name):
    """Give the account its current name at the other site, if it may have it here.

    If it was renamed too often lately, the next token tries again.
    """
    name = name[:NAME_LENGTH]
    if not name or name == reader.name:
        return
    try:
        EarlierName.objects.rename(reader.user, account_name(name, reader.user))
    except ChangedTooOften:
        return
    except ValidationError:
        pass  # it keeps its name until the next token
    reader.name = name
    reader.save(update_fields=["name"])
