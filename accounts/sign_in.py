"""Which account an e-mail or a user name belongs to, and whether a password opens it."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress

from accounts.models import User


def account_of_email(email: str) -> User | None:
    """Return the account of an e-mail, preferably one that has confirmed it.

    An e-mail that an account would like to change to, and has not confirmed, is not its e-mail. The
    queries are the same in every case: the time does not tell whether there is an account.
    """
    owner = owner_of_email(email)
    account = User.objects.filter(email=email.strip().lower()).first()
    return owner or account


def owner_of_email(email: str) -> User | None:
    """Return the account that has confirmed an e-mail."""
    addresses = EmailAddress.objects.filter(email=email.strip().lower(), verified=True)
    address = addresses.select_related("user").first()
    return address and address.user


class SignInBackend(AuthenticationBackend):
    """Checks a password for an e-mail, or for a user name of before.

    Whatever is typed, one hash is computed: the time does not tell whether there is an account.
    """

    def _authenticate(self, request, *, username="", email="", password="", **others):
        return self._check_password(account_of_login(username or email), password)


def account_of_login(login: str) -> User | None:
    """Return the account of an e-mail, or of a user name of before."""
    account = account_of_email(login) if "@" in login else None
    return account or User.objects.filter(username=login).first()
