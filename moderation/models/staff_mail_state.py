from django.conf import settings
from django.db import models, transaction


class StaffMailStateManager(models.Manager):
    def locked(self, user, kind: str) -> "StaffMailState":
        """Return the state of a kind of mail for an account, locked; store it if it is new."""
        state, _ = self.get_or_create(user=user, kind=kind)
        return self.select_for_update(no_key=True).get(pk=state.pk)

    def choose(self, user, kind: str, *, is_wanted: bool):
        """Store whether an account wants a kind of mail."""
        with transaction.atomic():
            self.get_or_create(user=user, kind=kind)
            self.filter(user=user, kind=kind).update(is_wanted=is_wanted)

    def unwanted(self, user) -> set[str]:
        """Return the codes of the kinds of mail that an account has switched off."""
        return set(self.filter(user=user, is_wanted=False).values_list("kind", flat=True))

    def of_kind(self, kind: str) -> dict[int, "StaffMailState"]:
        """Return the states of a kind of mail by the ids of their accounts."""
        return {state.user_id: state for state in self.filter(kind=kind)}


class StaffMailState(models.Model):
    """One kind of mail for one staff account: whether it is wanted, and what was sent.

    Without a row it is wanted, and nothing was sent yet.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="staff_mail")
    kind = models.CharField(max_length=40)  # the code of a kind in moderation/notifying/mails.py
    is_wanted = models.BooleanField(default=True)
    # Everything that arrived until this moment was considered; the rest is news.
    looked_until = models.DateTimeField(null=True)
    queued = models.DateTimeField(null=True)  # when the last mail was stored

    objects = StaffMailStateManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="one_state_of_a_mail_for_an_account"
            )
        ]

    def __str__(self):
        return f"{self.kind}, {self.user}"
