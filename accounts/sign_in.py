"""Which account an e-mail address or a user name belongs to, and whether a password is right."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress

from accounts.compiled_query import CompiledQuery
from accounts.models import User


def account_of_email(email: str) -> User | None:
    """Return the account of an e-mail address, preferably one that has confirmed it.

    A new address that an account has not confirmed yet does not count. The queries are the same in
    every case: the time does not tell whether there is an account.
    """
    owner = owner_of_email(email)
    account = User.objects.filter(email=email.strip().lower()).first()
    return owner or account


def owner_of_email(email: str) -> User | None:
    """Return the account that has confirmed an e-mail address."""
    addresses = EmailAddress.objects.filter(email=email.strip().lower(), verified=True)
    address = addresses.select_related("user").first()
    return address and address.user


BY_KEY = CompiledQuery(lambda pk: User.objects.filter(pk=pk))


class SignInBackend(AuthenticationBackend):
    """Checks a password for an e-mail address, or for a user name of an old account.

    In each case one hash is computed: the time does not tell whether there is an account.
    """

    def _authenticate(self, request, *, username="", email="", password="", **others):
        return self._check_password(account_of_login(username or email), password)

    def get_user(self, user_id: int) -> User | None:
        """Return the account of a session; every request with one asks."""
        user = BY_KEY.first(user_id, using=User.objects.db)
        return user if user and self.user_can_authenticate(user) else None


def account_of_login(login: str) -> User | None:
    """Return the account of an e-mail address, or of a user name of an old account."""
    account = account_of_email(login) if "@" in login else None
    return account or User.objects.filter(username=login).first()
