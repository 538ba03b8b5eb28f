import hashlib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.catalogues import loading
from posts import dates


def digest_of(key) -> str:
    """Return the hash that identifies a sentence in URLs and the index; `key` is gettext's."""
    return hashlib.sha256("\4".join(part or "" for part in key).encode()).hexdigest()[:32]


class WordingManager(models.Manager):
    _used = 0  # the version of the wordings that this process uses; 0: no wordings

    def use(self, version: int):
        """Load the wordings into gettext if they have changed since this process read them."""
        if version == self._used:
            return
        strings = {}
        for wording in self.all():
            strings.setdefault(wording.language, {})[wording.key] = wording.strings
        loading.use_wordings(strings)
        dates.forget_formats()
        self._used = version


class Wording(models.Model):
    """An owner's wording of a sentence in one language, used instead of the catalogue's."""

    language = models.CharField(_("language"), max_length=35)
    digest = models.CharField(max_length=32, editable=False)
    context = models.TextField(blank=True)  # gettext's context; "": none
    sentence = models.TextField(_("original"))
    plural = models.TextField(blank=True)
    # One string, or one for each plural form of the language.
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
