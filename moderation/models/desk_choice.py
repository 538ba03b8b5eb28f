from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskChoice(models.Model):
    """A moderator's preferences for the desk; without a row the defaults apply."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_choice"
    )
    blurs_violence = models.BooleanField(
        _("Blur the words of comments reported as threats or hate until I look at them"),
        default=True,
    )

    def __str__(self):
        return str(self.user)

    @classmethod
    def of(cls, user) -> "DeskChoice":
        """Return the preferences of an account, or the defaults, unsaved."""
        return getattr(user, "desk_choice", None) or cls(user=user)
