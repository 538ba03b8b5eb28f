from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.second_factor import reset_second_factor
from accounts.sign_in import account_of_login
from posts.missing_tables import needing_tables


class Command(BaseCommand):
    help = "Removes the second factor of an account whose owner lost it; they get a mail."

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME", help="its e-mail or user name")

    @needing_tables()
    def handle(self, *, name, **options):
        account = account_of_login(name)
        if account is None:
            raise CommandError(f"There is no account with the e-mail or user name {name!r}.")
        with transaction.atomic():
            reset_second_factor(account)
        self.stdout.write(f"{account} signs in with the password alone now.")
