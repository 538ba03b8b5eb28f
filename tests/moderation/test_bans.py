"""Bans: whom they name, when they end, what a banned person reads."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from accounts.models import Person
from accounts.privacy import end_old_data
from comments.models import InvalidTransition
from moderation.models import Ban, Decision, NeedsGround
from moderation.personal_data import FORGOTTEN_EMAIL, FORGOTTEN_NETWORK
from tests.cast import alice, bob, milo, mona
from tests.moderation.deciding import a_rule
from tests.snapshot import triggers_off

pytestmark = pytest.mark.django_db

SOON = timedelta(days=7)


def impose(**subject):
    return Ban.objects.impose(by=mona(), ground=a_rule(), **subject)


def test_a_ban_refuses_one_person_and_nobody_else():
    person, other = Person.objects.of(alice()), Person.objects.of(bob())
    ban = impose(person=person)
    assert Ban.objects.in_force(person=person) == ban
    assert Ban.objects.in_force(person=other) is None
    assert Ban.objects.in_force() is None


def test_a_ban_of_an_account_refuses_the_signed_in_person():
    assert impose(account=alice()).person == Person.objects.of(alice())


def test_a_banned_email_is_refused_in_every_spelling():
    impose(email=" Alice@Mail.Example ")
    assert Ban.objects.in_force(email="alice@mail.EXAMPLE")
    assert Ban.objects.in_force(email="malice@mail.example") is None


@pytest.mark.parametrize(
    ("subject", "inside", "outside"),
    [
        ({"ip": "203.0.113.9"}, "203.0.113.9", "203.0.113.8"),
        ({"network": "203.0.113.0/24"}, "203.0.113.255", "203.0.112.255"),
        ({"network": "203.0.113.77/24"}, "203.0.113.1", "203.0.114.1"),
        ({"network": "2001:db8::/56"}, "2001:db8:0:ff::1", "2001:db8:0:100::1"),
        ({"ip": "2001:db8::1"}, "2001:db8::ffff:0:0:9", "2001:db8:0:1::1"),
        ({"network": "2001:db8::1"}, "2001:db8::2", "2001:db8:0:1::1"),
        ({"network": "2001:db8::8/125"}, "2001:db8::1", "2001:db8:0:1::1"),
        ({"ip": "::ffff:203.0.113.9"}, "203.0.113.9", "203.0.113.10"),
    ],
)
def test_a_banned_network_is_refused_and_its_neighbour_is_not(subject, inside, outside):
    impose(**subject)
    assert Ban.objects.in_force(ip=inside)
    assert Ban.objects.in_force(ip=outside) is None


@pytest.mark.one_database
@pytest.mark.parametrize(
    "subject",
    [
        {"network": "0.0.0.0/0"},
        {"network": "203.0.0.0/8"},
        {"network": "2001::/16"},
        {"network": "everybody"},
        {"ip": "203.0.113.999"},
        {"email": ""},
        {"person": None},
        {},
    ],
    ids=str,
)
def test_an_invalid_or_far_too_wide_subject_cannot_be_banned(subject):
    with pytest.raises(ValidationError), transaction.atomic():
        impose(**subject)
    assert not Ban.objects.exists() and not Decision.objects.exists()


def test_nobody_can_ban_a_member_of_staff():
    with pytest.raises(ValidationError):
        impose(account=milo())


def test_a_ban_needs_a_ground_and_an_end_in_the_future():
    with pytest.raises(NeedsGround):
        Ban.objects.impose(email="a@mail.example", by=mona(), ground=None)
    with pytest.raises(ValidationError), transaction.atomic():
        impose(email="a@mail.example", until=timezone.now() - SOON)


def test_a_ban_is_over_when_its_end_has_passed():
    ban = impose(email="a@mail.example", until=timezone.now() + SOON)
    assert ban.is_running
    Ban.objects.update(until=timezone.now() - SOON)
    ban.refresh_from_db()
    assert not ban.is_running and Ban.objects.in_force(email="a@mail.example") is None


def test_of_several_bans_the_longest_counts():
    impose(email="a@mail.example", until=timezone.now() + SOON)
    longest = impose(email="a@mail.example")
    impose(email="a@mail.example", until=timezone.now() + 2 * SOON)
    assert Ban.objects.in_force(email="a@mail.example") == longest


def test_a_ban_can_be_lifted_only_once_by_a_decision():
    ban = impose(person=Person.objects.of(alice()))
    lifting = ban.lift(by=milo())
    assert (lifting.action, lifting.by, lifting.person) == ("lift", milo(), ban.person)
    assert Ban.objects.in_force(person=ban.person) is None
    with pytest.raises(InvalidTransition):
        ban.lift(by=mona())
    assert Decision.objects.filter(action="lift").count() == 1


def test_one_ban_may_name_a_person_with_their_email_and_network():
    person = Person.objects.of(alice())
    ban = impose(person=person, email="A@mail.example", ip="2001:db8::9")
    assert Ban.objects.get() == ban
    for met in ({"person": person}, {"email": "a@mail.example"}, {"ip": "2001:db8::1"}):
        assert Ban.objects.in_force(**met) == ban
    for named in (str(person), "a@mail.example", "2001:db8::/64 (every IPv6 address in it)"):
        assert named in str(ban)
    lifting = ban.lift(by=mona())
    assert not Ban.objects.in_force(person=person, ip="2001:db8::1")
    lifting.undo(by=mona())
    assert Ban.objects.in_force(ip="2001:db8::1") == ban
    ban.decision.undo(by=mona())
    assert not Ban.objects.running().exists()


def test_a_ban_of_an_ip_address_and_its_network_bans_the_network():
    assert impose(network="203.0.113.0/24", ip="203.0.113.9").network == "203.0.113.0/24"


@pytest.mark.parametrize("subject", [{"email": ""}, {"network": "everybody"}])
def test_a_ban_is_refused_when_one_of_its_subjects_is_invalid(subject):
    with pytest.raises(ValidationError), transaction.atomic():
        impose(person=Person.objects.of(alice()), **subject)
    assert not Ban.objects.exists()


@pytest.mark.parametrize(
    ("column", "subjects", "forgotten"),
    [
        ("email", [f"{letter}@mail.example" for letter in "abcd"], FORGOTTEN_EMAIL),
        (
            "network",
            [f"203.0.113.{number}/32" for number in range(4)],
            FORGOTTEN_NETWORK,
        ),
    ],
)
def test_the_subject_of_a_ban_is_erased_ninety_days_after_its_end(column, subjects, forgotten):
    out, lifted, late, running = (impose(**{column: subject}) for subject in subjects)
    long_ago, lately = (timezone.now() - timedelta(days=days) for days in (91, 89))
    Ban.objects.filter(pk=running.pk).update(created=long_ago)
    Ban.objects.filter(pk=out.pk).update(until=long_ago)
    Ban.objects.filter(pk=late.pk).update(until=lately)
    lifting = lifted.lift(by=mona())
    connection.check_constraints()  # PostgreSQL alters no table while checks are put off
    with triggers_off():
        Decision.objects.filter(pk=lifting.pk).update(created=long_ago)
        connection.check_constraints()
    for count in (2, 0):
        ended = [ended for title, ended in end_old_data() if "of ended bans" in title]
        assert sum(ended) == count
    assert {ban.pk: getattr(ban, column) for ban in Ban.objects.all()} == {
        out.pk: forgotten,
        lifted.pk: forgotten,
        late.pk: subjects[2],
        running.pk: subjects[3],
    }
    assert running.is_running and Decision.objects.filter(pk=out.decision_id).exists()


def test_a_banned_person_reads_the_ground_of_the_ban():
    assert impose(email="a@mail.example").reason == a_rule().sentence


def test_the_database_refuses_a_ban_without_a_subject():
    ban = impose(email="a@mail.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.create(decision=ban.decision)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.filter(pk=ban.pk).update(email="")
