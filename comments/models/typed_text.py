from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from comments.text import comment_text


class TypedText(models.Model):
    """A text as it was typed at one time, and the safe HTML made from it.

    Texts are never joined before sanitizing: unclosed markup in one would swallow the other.
    """

    body = models.TextField(_("body"))  # as typed, byte for byte
    body_html = models.TextField(editable=False)  # as shown

    class Meta:
        abstract = True

    def write(self, body: str):
        """Set the text and its sanitized HTML together, without saving."""
        self.body = body
        self.body_html = comment_text(body).html

    @property
    def html(self) -> SafeString:
        """The sanitized text, marked as safe for templates."""
        return SafeString(self.body_html)

    @property
    def text(self):
        """The text with its stored HTML."""
        return comment_text(self.body, self.body_html)

    @property
    def left_out(self) -> str:
        """What sanitizing removed, in a sentence for the author; "" for nothing."""
        return self.text.removed
