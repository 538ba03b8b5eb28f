import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.catalogues import loading
from posts import dates


def digest_of(key) -> str:
    """Return by what the URL and the index know a sentence: `key` is that of its entry."""
    return hashlib.sha256("\4".join(part or "" for part in key).encode()).hexdigest()[:32]


class WordingManager(models.Manager):
    _used = 0  # the version of the wordings that this process has; 0 is that of none

    def use(self, version: int):
        """Let gettext have the wordings if they have changed since this process read them."""
        if version == self._used:
            return
        strings = {}
        for wording in self.all():
            strings.setdefault(wording.language, {})[wording.key] = wording.strings
        loading.use_wordings(strings)
        dates.forget_formats()
        self._used = version


class Wording(models.Model):
    """A sentence of the site as an owner words it in one language, instead of the catalogue."""

    language = models.CharField(_("language"), max_length=35)
    digest = models.CharField(max_length=32, editable=False)
    context = models.TextField(blank=True)  # that of gettext; "" is none
    sentence = models.TextField(_("original"))
    plural = models.TextField(blank=True)
    # One, or one for each form of the language's plural.
    strings = models.JSONField(_("own wording"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("worded by"),
    )
    changed = models.DateTimeField(_("worded at"))

    objects = WordingManager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints = [
            models.UniqueConstraint("language", "digest", name="one_wording_of_a_sentence")
        ]

    def __str__(self):
        return self.sentence

    @property
    def key(self):
        """Return the key of the entry in a catalogue."""
        return self.context or None, self.sentence, self.plural or None
