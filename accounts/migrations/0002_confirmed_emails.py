"""Accounts from before the sign-up page have no confirmed e-mail: each gets the one it has."""

from django.contrib.auth.hashers import is_password_usable
from django.db import migrations

BATCH_SIZE = 500


def confirm_emails(apps, schema_editor):
    """Confirm the e-mails of accounts that can sign in; of two spellings, the older account's."""
    User = apps.get_model("accounts", "User")
    EmailAddress = apps.get_model("account", "EmailAddress")
    taken = set(EmailAddress.objects.values_list("email", flat=True))
    rows = []
    accounts = User.objects.exclude(email=None).exclude(email="").order_by("pk")
    for user in accounts.only("email", "password").iterator(BATCH_SIZE):
        email = user.email.lower()
        if email not in taken and is_password_usable(user.password):
            taken.add(email)
            rows.append(EmailAddress(user=user, email=email, verified=True, primary=True))
    EmailAddress.objects.bulk_create(rows, batch_size=BATCH_SIZE)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.AlterModelManagers(name="user", managers=[]),
        migrations.RunPython(confirm_emails, migrations.RunPython.noop, elidable=True),
    ]
