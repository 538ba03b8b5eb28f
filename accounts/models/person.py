import uuid

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.compiled_query import CompiledQuery

INSERT_GUEST = (
    "INSERT INTO accounts_person (key, created) VALUES (%s, %s)"
    " ON CONFLICT (key) DO NOTHING RETURNING id"
)


class AccountClosed(PermissionDenied):
    """The account was closed, or blocked, while its request was on the way."""

    status = 403
    sentence = _("This account is closed, so nothing can be written or chosen with it any more.")

    def __init__(self):
        super().__init__(str(self.sentence))


class GuestForgotten(AccountClosed):
    """A guest had all their data deleted while another request of theirs was on the way."""

    sentence = _(
        "What was written in this browser is deleted, as was asked for, so this was not stored."
        " Send it again if you want to write as somebody new."
    )


class PersonQuerySet(models.QuerySet):
    def same_as(self, ids):
        """Return the rows of the people whose main rows have these ids, joined ones too."""
        return self.filter(Q(pk__in=ids) | Q(joined_to__in=ids))

    def unjoined(self):
        """Return the people who can act: accounts, and guests that were not joined to one.

        `is_single` says of each whether no other row was joined to it.
        """
        others = Person.objects.filter(joined_to=OuterRef("pk"))
        return self.filter(joined_to=None).annotate(is_single=~Exists(others))

    def guests(self):
        """Return the guests that were not joined to an account."""
        return self.unjoined().filter(user=None)


class PersonManager(models.Manager.from_queryset(PersonQuerySet)):
    def of(self, user):
        """Return the person of an account; make one if there is none."""
        return OF_ACCOUNT.first(user.pk) or self.get_or_create(user=user)[0]

    def guest(self, key):
        """Return the guest whose cookie holds `key` (a UUID); make one if there is none."""
        return self.get_or_create(key=key)[0]

    def locked(self, person):
        """Return a person as the database has it now, locked; an unknown guest is stored.

        Joining to an account, and closing one, wait for the end of the transaction. Call it before
        locking comments. Raises AccountClosed; GuestForgotten is a kind of it.
        """
        if person.pk is None and self._insert_guest(person):
            return person
        if person.pk:
            row = LOCKED.first(person.pk)
        else:
            row = self.select_for_update(no_key=True).get(key=person.key)
        if row is None:
            raise Person.DoesNotExist
        # A query of its own: the one above may have waited for the lock, and would show the account
        # as it was before.
        is_of_account = row.user_id or row.joined_to_id
        if is_of_account and not WITH_OPEN_ACCOUNT.first(row.main_id):
            raise AccountClosed
        if person.pk and row.key != person.key:
            raise GuestForgotten
        return row

    def add(self, person):
        """Store a new person. Raises IntegrityError if another request has stored this guest."""
        is_plain = person.is_guest and person.origin is None
        if not (is_plain and self._insert_guest(person)):
            person.save()

    def _insert_guest(self, person) -> bool:
        """Store a new guest, unless another request has at the same time; return whether it did.

        One statement, where Django would need four.
        """
        key = Person._meta.get_field("key").get_db_prep_value(person.key, connection)
        person.created = timezone.now()
        created = connection.ops.adapt_datetimefield_value(person.created)
        with connection.cursor() as cursor:
            cursor.execute(INSERT_GUEST, [key, created])
            row = cursor.fetchone()
        if row is None:
            return False
        person.pk, person._state.adding, person.is_single = row[0], False, True
        return True

    def wait_for_writers(self, person):
        """Wait for the requests that have the lock of a person."""
        with transaction.atomic():
            self.select_for_update(no_key=True).get(pk=person.pk)


# Every comment needs these.
OF_ACCOUNT = CompiledQuery(lambda user: Person.objects.filter(user=user))
LOCKED = CompiledQuery(lambda pk: Person.objects.select_for_update(no_key=True).filter(pk=pk))
WITH_OPEN_ACCOUNT = CompiledQuery(
    lambda pk: Person.objects.filter(pk=pk, user__is_active=True).only("pk")
)


class Person(models.Model):
    """Somebody who writes, reports or recommends: an account, or a guest with a signed cookie.

    A typed name or e-mail address proves nothing, so trust, bans and one's own comments depend on
    this row. A guest may turn out to be somebody with an account: `joined_to` is then the account's
    person, which is the main row of both. `same_author_ids` says which rows are one person.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="person"
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="joined"
    )
    created = models.DateTimeField(auto_now_add=True)
    # The id it was imported from, so that the next import finds it again.
    origin = models.CharField(max_length=250, null=True, unique=True, editable=False)
    # Until when replies to them count as read; only on the main row.
    replies_read = models.DateTimeField(null=True, editable=False)

    objects = PersonManager()

    class Meta:
        verbose_name_plural = _("people")
        constraints = [
            # A main row, which has an account, is never joined to another one.
            models.CheckConstraint(
                condition=Q(joined_to=None) | (Q(user=None) & ~Q(joined_to=F("pk"))),
                name="only_guests_are_joined",
            )
        ]

    def __str__(self):
        return str(self.user) if self.user_id else gettext("guest %(number)s") % {"number": self.pk}

    @property
    def main_id(self) -> int | None:
        """The id of the main row; None while the person is not stored."""
        return self.joined_to_id or self.pk

    @property
    def is_guest(self) -> bool:
        """Whether the person has no account, neither their own nor one joined to."""
        return self.user_id is None and self.joined_to_id is None

    @property
    def account(self):
        """The person's account, or None for a guest."""
        return self.joined_to.user if self.joined_to_id else self.user

    def same_author_ids(self) -> list[int]:
        """Return the ids of all rows that are this person; none while it is not stored.

        One query per object, and none where `unjoined` has found no other row.
        """
        if self.pk is None:
            return []
        if not hasattr(self, "_same_author_ids"):
            self._same_author_ids = [self.pk] if getattr(self, "is_single", False) else self._ids()
        return self._same_author_ids

    def join(self, guest: "Person") -> bool:
        """Make a guest the same person as this one, an account's; return whether it was a guest.

        Only the guest's row changes: comments and decisions still refer to it.
        """
        with transaction.atomic():
            Person.objects.locked(self)
            updated = Person.objects.filter(pk=guest.pk, user=None, joined_to=None)
            is_joined = bool(updated.update(joined_to=self))
        self._same_author_ids = self._ids()
        return is_joined

    def _ids(self):
        return list(Person.objects.same_as([self.main_id]).values_list("pk", flat=True))

    def lock_for_writing(self):
        """Lock the person's row, so that other requests that write as this person wait.

        Call it inside a transaction, after locking the post. Raises AccountClosed.
        """
        Person.objects.locked(self)
