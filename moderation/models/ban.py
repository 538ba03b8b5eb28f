from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone

from comments.models import Person
from moderation.models.decision import Decision
from moderation.networks import network, networks_around

WIDEST = {4: 16, 6: 32}  # a wider network is a whole provider, and its thousands of readers
NARROWEST_IPV6 = 64
LONGEST = timedelta(days=36_525)  # a lifetime; who means more means for good


def refuse_absurd_end(until):
    """Raise ValidationError when a ban cannot end at this moment; None is for good."""
    if until and until <= timezone.now():
        raise ValidationError("The ban would end before it begins.")
    if until and until > timezone.now() + LONGEST:
        raise ValidationError("That is too far away; say no end for a ban for good.")


class BanQuerySet(models.QuerySet):
    def ended_before(self, moment):
        """Those that time or a moderator had ended by then."""
        return self.filter(Q(until__lt=moment) | Q(lifted_by__created__lt=moment))

    def running(self):
        """Those that neither time nor a moderator has ended."""
        return self.filter(lifted_by=None).filter(Q(until=None) | Q(until__gt=timezone.now()))

    def touching(self, *, person=None, email="", address=None):
        """Those that name any of these, running or not."""
        condition = Q(person=person) if person else Q(pk__in=[])
        if email:
            condition |= Q(email=email.strip().lower())
        if address:
            condition |= Q(network__in=networks_around(address))
        return self.filter(condition)


class BanManager(models.Manager.from_queryset(BanQuerySet)):
    def impose(self, *, by, ground, until=None, on=None, **subjects) -> "Ban":
        """Ban a person or account, an email, an address or network, or several of these in one,
        until a moment (None: until lifted).

        `on` is the comment that gave the occasion. Raises ValidationError when a subject cannot
        be banned or none is named, NeedsGround without a ground.
        """
        if not subjects:
            raise ValidationError("Say whom to ban: a person, an e-mail, a network.")
        occasion = on or Subject.of(**subjects).get("person")
        decision = Decision.objects.take(
            "ban", on=occasion, by=by, ground=ground, until=until, **subjects
        )
        return decision.bans.get()

    def begin(self, decision, *, until=None, **subjects):
        """Store the ban that was decided, with all whom it names; for Decision alone."""
        refuse_absurd_end(until)
        subjects = subjects or {"person": decision.person}
        self.create(decision=decision, until=until, **Subject.of(**subjects))

    def in_force(self, *, person=None, email="", address=None) -> "Ban | None":
        """Give the ban that keeps this person out today, the longest if several; else None."""
        touching = self.touching(person=person, email=email, address=address).running()
        return touching.order_by(models.F("until").desc(nulls_first=True)).first()


class Subject:
    """Whom a ban names, as the columns of its row."""

    @classmethod
    def of(cls, **subjects) -> dict:
        """Return the columns for any of person, account, email, address, network.

        Of an address and a network, which share a column, the network counts. Raises
        ValidationError for a subject that is empty or cannot be banned.
        """
        columns = {}
        for kind in sorted(subjects):  # an address before a network
            if not subjects[kind]:
                raise ValidationError(f"There is no {kind} to ban.")
            columns |= getattr(cls, kind)(subjects[kind])
        return columns

    @staticmethod
    def person(person):
        if person.user_id and person.user.is_staff:
            raise ValidationError("Staff are not banned: take their account's rights away.")
        return {"person": person}

    @classmethod
    def account(cls, user):
        return cls.person(Person.objects.of(user))

    @staticmethod
    def email(email):
        return {"email": email.strip().lower()}

    @classmethod
    def address(cls, address):
        return cls.network(address)

    @staticmethod
    def network(text):
        try:
            found = network(text)
        except ValueError:
            raise ValidationError(
                f"“{text}” is no network; write it like 203.0.113.0/24."
            ) from None
        if found.prefixlen < WIDEST[found.version]:
            raise ValidationError(f"{found} is too wide to ban.")
        # Who has one address of a /64 has all of them.
        narrow = found.version == 6 and found.prefixlen > NARROWEST_IPV6
        return {"network": str(found.supernet(new_prefix=NARROWEST_IPV6) if narrow else found)}


class Ban(models.Model):
    """Somebody may not write, until a moment or until it is lifted; they are told, always."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="bans", editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="bans")
    email = models.EmailField(blank=True, db_index=True)
    network = models.CharField(max_length=50, blank=True, db_index=True)
    until = models.DateTimeField(null=True, blank=True, help_text="Empty: until it is lifted.")
    lifted_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="lifted_bans", editable=False
    )
    created = models.DateTimeField(auto_now_add=True)

    objects = BanManager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(email="") | ~Q(network=""),
                name="a_ban_names_somebody",
            )
        ]

    def __str__(self):
        end = f"until {timezone.localtime(self.until):%Y-%m-%d}" if self.until else "until lifted"
        return f"{self.whom}, {end}"

    @property
    def whom(self) -> str:
        """Return all that it names, in words; an IPv6 network says that it is more than one."""
        network = self.network
        if ":" in network:
            network = f"{network} (every IPv6 address in it)"
        return ", ".join(str(named) for named in (self.person, self.email, network) if named)

    def lift(self, *, by) -> Decision:
        """End the ban now, by a decision, which is given. Raises InvalidTransition when lifted."""
        return Decision.objects.take("lift", on=self, by=by, source=Decision.Source.OWN)

    @property
    def lifting(self) -> Decision | None:
        """The decision that lifted it, which can be undone; None where none did."""
        return self.lifted_by if self.lifted_by and self.lifted_by.action == "lift" else None

    @property
    def reason(self) -> str:
        """The sentence that the banned person reads."""
        return self.decision.sentence

    @property
    def is_running(self) -> bool:
        return self.lifted_by_id is None and (self.until is None or self.until > timezone.now())
