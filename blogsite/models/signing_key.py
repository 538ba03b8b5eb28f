"""Keys that verify the tokens of another site's readers."""

import base64
from secrets import token_hex

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from blogsite.models.site_reader import SiteReader
from posts.models import Site

MAX_KEYS = 2  # of a site: the current one, and the next
MAX_PUBLIC_KEY_LENGTH = 4_000
MIN_RSA_BITS, MAX_RSA_BITS = 2_048, 4_096  # longer ones are too expensive to check


class Algorithm(models.TextChoices):
    """The signature algorithm of a key. The algorithm named in a token is ignored."""

    HS256 = "HS256", _("HS256: a secret that both sites know")
    RS256 = "RS256", _("RS256: an RSA key of the site")
    ES256 = "ES256", _("ES256: a P-256 key of the site")
    EDDSA = "EdDSA", _("EdDSA: an Ed25519 key of the site")


class SigningKeyManager(models.Manager):
    def of_issuer(self, issuer: str):
        """Return the keys of the site with this origin."""
        return self.filter(site__origin=issuer).select_related("site")

    def has_room(self, site: Site) -> bool:
        """Return whether a site may have another key; it locks, so call it inside a transaction."""
        Site.objects.select_for_update(no_key=True).get(pk=site.pk)
        return self.filter(site=site).count() < MAX_KEYS


class SigningKey(models.Model):
    """A secret, or a public key, that verifies the tokens of one site.

    A secret is derived from `nonce` and this site's own secret, so the database does not contain
    it.
    """

    site = models.ForeignKey(
        Site, models.CASCADE, related_name="signing_keys", verbose_name=_("site")
    )
    algorithm = models.CharField(_("algorithm"), max_length=10, choices=Algorithm.choices)
    nonce = models.CharField(max_length=32, blank=True, editable=False)
    public_key = models.TextField(_("public key"), blank=True, max_length=MAX_PUBLIC_KEY_LENGTH)
    confirms_emails = models.BooleanField(
        _("the site has confirmed the e-mails of its readers"),
        default=False,
        help_text=_("If not, e-mails in its tokens are ignored."),
    )
    created = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    objects = SigningKeyManager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("key of a site")
        verbose_name_plural = _("keys of sites")
        constraints = [
            models.CheckConstraint(
                condition=Q(algorithm=Algorithm.HS256, public_key="") & ~Q(nonce="")
                | ~Q(algorithm=Algorithm.HS256) & Q(nonce="") & ~Q(public_key=""),
                name="a_secret_or_a_public_key",
            )
        ]

    def __str__(self):
        return f"{self.site}: {self.algorithm}, {self.pk}"

    @property
    def secret(self) -> str:
        """Return the secret for the other site: 43 characters for 32 bytes."""
        digest = salted_hmac("single sign-on", self.nonce, algorithm="sha256").digest()
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")

    @property
    def verifying_key(self) -> str:
        """Return the key that verifies signatures."""
        return self.secret if self.algorithm == Algorithm.HS256 else self.public_key

    def clean(self):
        if self.algorithm == Algorithm.HS256:
            self.public_key = ""
        elif not is_key_for(self.algorithm, self.public_key):
            sentence = gettext(
                "This is not a public key for this algorithm. It begins with"
                " “-----BEGIN PUBLIC KEY-----”; an RSA key has 2,048 to 4,096 bits."
            )
            raise ValidationError({"public_key": sentence})

    def save(self, **kwargs):
        if self.algorithm == Algorithm.HS256:
            self.nonce = self.nonce or token_hex(16)
        super().save(**kwargs)

    def delete(self, **kwargs):
        """Delete the key, and end the sessions of the site's readers: a thief may have some."""
        with transaction.atomic():
            SiteReader.objects.end_sessions(self.site.origin)
            return super().delete(**kwargs)


def is_key_for(algorithm: str, pem: str) -> bool:
    """Return whether a text is a public key for the algorithm."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        return False
    if algorithm == Algorithm.RS256:
        return isinstance(key, rsa.RSAPublicKey) and MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS
    if algorithm == Algorithm.ES256:
        return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)
    return algorithm == Algorithm.EDDSA and isinstance(key, ed25519.Ed25519PublicKey)
