from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.networks import networks_around, parse_network
from accounts.punctuation import listed
from comments.facts import sql_time
from comments.models import InvalidTransition
from moderation.models.acts import Action
from moderation.models.decision import Decision
from posts.dates import day

# Prefix lengths of networks that can be banned, in bits by IP version: a wider network is a whole
# provider's, and one person has a whole /64 of IPv6.
PREFIX_LENGTHS = {4: range(16, 33), 6: range(32, 65)}
MAX_BAN_TIME = timedelta(days=36_525)  # a lifetime; longer bans have no end

# The SQL for the bans that have neither ended nor been lifted; those without an end come first.
RUNNING = (
    "SELECT id FROM moderation_ban WHERE lifted_by_id IS NULL AND (until IS NULL OR until > %s)"
)
ENDING_LAST = "ORDER BY until DESC NULLS FIRST LIMIT 1"


def refuse_absurd_end(until):
    """Raise ValidationError for an invalid end of a ban; None: it has no end."""
    if until and until <= timezone.now():
        raise ValidationError(gettext("The ban would end before it begins."))
    if until and until > timezone.now() + MAX_BAN_TIME:
        raise ValidationError(
            gettext("That is too far away; leave the end empty for a permanent ban.")
        )


class BanQuerySet(models.QuerySet):
    def ended_before(self, moment):
        """Return the bans that had ended or were lifted before a moment."""
        return self.filter(Q(until__lt=moment) | Q(lifted_by__created__lt=moment))

    def running(self):
        """Return the bans that have neither ended nor been lifted."""
        return self.filter(lifted_by=None).filter(Q(until=None) | Q(until__gt=timezone.now()))

    def touching(self, *, person=None, email="", ip=None):
        """Return the bans of any of these subjects, in force or not."""
        condition = Q(person__in=person.same_author_ids()) if person else Q(pk__in=[])
        if email:
            condition |= Q(email=email.strip().lower())
        if ip:
            condition |= Q(network__in=networks_around(ip, PREFIX_LENGTHS))
        return self.filter(condition)

    def end(self, decision):
        """Lift these bans by a decision. Raises InvalidTransition if none is left to lift."""
        # Checked in the UPDATE itself: of two simultaneous attempts, one gets the error.
        if not self.filter(lifted_by=None).update(lifted_by=decision):
            raise InvalidTransition(gettext("The ban has been lifted already."))


class BanManager(models.Manager.from_queryset(BanQuerySet)):
    def impose(self, *, by, ground, until=None, about=None, **subjects) -> "Ban":
        """Store and return a ban of one or more `subjects`, until a moment (None: until lifted).

        `subjects` are any of person, account, email, ip, network; `about` is
        the comment that led to the ban. Raises ValidationError when a subject cannot be banned
        or none is named, NeedsGround without a ground.
        """
        if not subjects:
            raise ValidationError(gettext("Say whom to ban: a person, an e-mail, a network."))
        refuse_absurd_end(until)
        columns = Subject.of(**subjects)
        person = about.author if about else columns.get("person")
        with Decision.objects.locked(about, ground=ground):
            decision = Decision.objects._record(
                Action.BAN, about, person=person, by=by, ground=ground
            )
            return self.create(decision=decision, until=until, **columns)

    def revoke(self, decision, undoing):
        """End the ban of a decision that `undoing` undoes. Raises InvalidTransition if lifted."""
        self.filter(decision=decision).end(undoing)

    def put_back(self, lifting):
        """Restore the ban that the decision `lifting` had lifted."""
        self.filter(lifted_by=lifting).update(lifted_by=None)

    def in_force(self, *, person=None, email="", ip=None) -> "Ban | None":
        """Return the ban in force of any of these subjects that ends last, or None."""
        query = self.query_in_force(person=person, email=email, ip=ip)
        return query and self.filter(pk=query).first()

    def query_in_force(self, *, person=None, email="", ip=None) -> RawSQL | None:
        """Return the query for the id of that ban; None without a subject.

        It is SQL because each new comment asks it, under the lock of the post: the ORM would take
        longer to build it than the database to answer.
        """
        subjects = {
            "person_id": person.same_author_ids() if person else [],
            "email": [email.strip().lower()] if email else [],
            "network": networks_around(ip, PREFIX_LENGTHS) if ip else [],
        }
        params = [value for values in subjects.values() for value in values]
        if not params:
            return None
        conditions = " OR ".join(
            f"{column} IN ({', '.join(['%s'] * len(values))})"
            for column, values in subjects.items()
            if values
        )
        sql = f"{RUNNING} AND ({conditions}) {ENDING_LAST}"
        params = [sql_time(timezone.now()), *params]
        return RawSQL(sql, params, models.IntegerField())  # noqa: S611 (names of ours)


class Subject:
    """The subject of a ban, as columns of its row."""

    @classmethod
    def of(cls, **subjects) -> dict:
        """Return the columns for any of person, account, email, ip, network.

        An IP address and a network share a column; with both, the network is stored. Raises
        ValidationError for an empty subject, or one that cannot be banned.
        """
        columns = {}
        for kind in sorted(subjects):  # "ip" before "network", which replaces it
            if not subjects[kind]:
                raise ValidationError(gettext("This comment has no such e-mail or network."))
            columns |= getattr(cls, kind)(subjects[kind])
        return columns

    @staticmethod
    def person(person):
        if person.account and person.account.is_staff:
            raise ValidationError(
                gettext("Staff are not banned: take their account's rights away.")
            )
        return {"person": person}

    @classmethod
    def account(cls, user):
        return cls.person(Person.objects.of(user))

    @staticmethod
    def email(email):
        return {"email": email.strip().lower()}

    @classmethod
    def ip(cls, ip):
        return cls.network(ip)

    @staticmethod
    def network(text):
        try:
            parsed = parse_network(text)
        except ValueError:
            raise ValidationError(
                gettext("“%(text)s” is not a network; write it like 203.0.113.0/24."),
                params={"text": text},
            ) from None
        lengths = PREFIX_LENGTHS[parsed.version]
        if parsed.prefixlen < lengths.start:
            raise ValidationError(
                gettext("%(network)s is too wide to ban."), params={"network": parsed}
            )
        if parsed.prefixlen not in lengths:
            parsed = parsed.supernet(new_prefix=lengths[-1])
        return {"network": str(parsed)}


class Ban(models.Model):
    """A ban from writing, until a moment or until it is lifted. The banned person learns of it."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="bans", editable=False)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="bans")
    email = models.EmailField(blank=True, db_index=True)
    network = models.CharField(max_length=50, blank=True, db_index=True)
    until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: until it is lifted.")
    )
    lifted_by = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="lifted_bans", editable=False
    )
    created = models.DateTimeField(_("created"), auto_now_add=True)

    objects = BanManager()

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | ~Q(email="") | ~Q(network=""),
                name="a_ban_names_somebody",
            )
        ]

    def __str__(self):
        if not self.until:
            return gettext("%(whom)s, until lifted") % {"whom": self.whom}
        end = day(timezone.localtime(self.until))
        return gettext("%(whom)s, until %(day)s") % {"whom": self.whom, "day": end}

    @property
    def whom(self) -> str:
        """Return all subjects in words; an IPv6 network says that it is more than one IP."""
        network = self.network
        if ":" in network:
            network = gettext("%(network)s (every IPv6 address in it)") % {"network": network}
        return listed(filter(None, (self.person, self.email, network)))

    def lift(self, *, by) -> Decision:
        """End the ban now, and return the decision. Raises InvalidTransition if it was lifted."""
        with transaction.atomic():
            lifting = Decision.objects._record(
                Action.LIFT, person=self.person, by=by, source=Decision.Source.OWN
            )
            Ban.objects.filter(pk=self.pk).end(lifting)
        return lifting

    @property
    def lifting(self) -> Decision | None:
        """Return the decision that lifted the ban and can be undone, or None."""
        return self.lifted_by if self.lifted_by and self.lifted_by.action == Action.LIFT else None

    @property
    def reason(self) -> str:
        """Return the sentence that the banned person reads."""
        return self.decision.sentence

    @property
    def state(self) -> str:
        """Return whether it is in force, lifted or over, in words."""
        if self.is_running:
            return gettext("In force")
        return gettext("Lifted") if self.lifted_by_id else gettext("Over")

    @property
    def is_running(self) -> bool:
        return self.lifted_by_id is None and (self.until is None or self.until > timezone.now())
