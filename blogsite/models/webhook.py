"""Webhooks that owners have set up."""

import base64
from secrets import token_hex
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Message

PORTS = (None, 443, 8443)
TEST = "webhook.test"  # the type of a message that an owner sends to see whether it is taken


class Event(models.TextChoices):
    """The events for webhooks. Values are those of the messages' `type`."""

    COMMENT_HELD = "comment.held", _("A comment is held")
    COMMENT_PUBLISHED = "comment.published", _("A comment is published")
    COMMENT_REMOVED = "comment.removed", _("A comment is removed, rejected or deleted")
    COMMENT_REPORTED = "comment.reported", _("A comment is reported")
    COMMENT_APPEALED = "comment.appealed", _("A decision is appealed")
    POST_PUBLISHED = "post.published", _("A post is published")


def new_nonce() -> str:
    return token_hex(16)


class Webhook(models.Model):
    """A URL that receives events. Its secret is derived from `nonce` and the site's own secret."""

    url = models.CharField(
        _("URL"),
        max_length=500,
        help_text=_("It begins with https:// and can be reached from the internet."),
    )
    events = models.JSONField(_("events"), default=list)
    with_personal_data = models.BooleanField(
        _("with personal data"),
        default=False,
        help_text=_(
            "Names, e-mails and the words of comments, also of those that readers do not see. Else"
            " messages name comments by their numbers only."
        ),
    )
    is_active = models.BooleanField(_("active"), default=True)
    nonce = models.CharField(max_length=32, editable=False)
    # Earlier events are not sent.
    active_since = models.DateTimeField(default=timezone.now, editable=False)
    # All events before this moment have their messages.
    checked_until = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")

    def __str__(self):
        return self.url

    @property
    def key(self) -> bytes:
        """Return the key that signs messages."""
        return salted_hmac("webhook", self.nonce, algorithm="sha256").digest()

    @property
    def secret(self) -> str:
        """Return the key in the form that receivers enter."""
        return f"whsec_{base64.b64encode(self.key).decode()}"

    @property
    def messages(self):
        """Return its messages, sent and waiting."""
        return Message.objects.filter(webhook=self.pk)

    def send_test(self):
        """Store a message that says nothing, to be sent with the others."""
        key = f"webhook {self.pk} {TEST} {token_hex(8)}"
        Message.objects.create(kind=TEST, key=key, webhook=self.pk, about={})

    def renew_secret(self):
        self.nonce = new_nonce()
        self.save(update_fields=["nonce"])

    def clean(self):
        if not is_receiver(self.url):
            sentence = gettext(
                "Write it like https://www.example.com/webhook, on port 443 or 8443."
            )
            raise ValidationError({"url": sentence})

    def save(self, **kwargs):
        """Save; a webhook that was off gets no events of that time."""
        self.nonce = self.nonce or new_nonce()
        stored = Webhook.objects.filter(pk=self.pk).values_list("is_active", flat=True).first()
        if self.is_active and not stored:
            self.active_since = self.checked_until = timezone.now()
        super().save(**kwargs)

    def delete(self, **kwargs):
        with transaction.atomic():
            self.messages.delete()
            return super().delete(**kwargs)


def is_receiver(url: str) -> bool:
    """Return whether messages may be sent to a URL, judged by its text.

    Plain HTTP and other ports are allowed for hosts in WEBHOOK_PRIVATE_HOSTS.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    is_plain = url.isascii() and url.isprintable() and not set(url) & set(" @#")
    if not parts.hostname or not is_plain:
        return False
    if parts.hostname in settings.WEBHOOK_PRIVATE_HOSTS:
        return parts.scheme in ("http", "https") and port != 0
    return parts.scheme == "https" and port in PORTS
