"""An account is shown by its display name, never by its user name."""

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from accounts.models import User
from tests.cast import alice, mona

pytestmark = pytest.mark.django_db


def test_the_database_wants_a_name_to_show():
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("owner", "owner@mail.example")
    assert str(alice()) == "Alice"


def test_createsuperuser_asks_for_a_name_to_show():
    command = ["createsuperuser", "--noinput", "--username=owner", "--email=owner@mail.example"]
    with pytest.raises(CommandError, match="display_name"):
        call_command(*command)
    call_command(*command, "--display_name=The Owner")
    assert str(User.objects.get()) == "The Owner"


@pytest.mark.parametrize(("name", "status"), [("", 200), (" ", 200), ("New Hand", 302)])
def test_the_desk_makes_no_account_without_a_name_to_show(client, name, status):
    owner = mona()
    owner.is_superuser = True
    owner.save()
    client.force_login(owner)
    typed = {"username": "new", "display_name": name, "usable_password": "true"}
    typed |= dict.fromkeys(("password1", "password2"), "a long password")
    response = client.post("/admin/accounts/user/add/", typed)
    assert response.status_code == status, response.text[:2000]
    assert User.objects.filter(username="new").exists() == (status == 302)
