from django.db import models
from django.utils.safestring import SafeString

from comments.cleaning import html_of, left_out


class TypedText(models.Model):
    """Words that one person typed at one moment, and the safe HTML made of them.

    Nothing is ever joined to `body` before it is sanitized: unclosed markup of the one text would
    swallow the other.
    """

    body = models.TextField()  # as typed, byte for byte
    body_html = models.TextField(editable=False)  # as shown

    class Meta:
        abstract = True

    def write(self, body: str):
        """Set the words and their sanitized HTML together; the caller saves."""
        self.body = body
        self.body_html = html_of(body)

    @property
    def html(self) -> SafeString:
        """The sanitized words, for templates to show as they are."""
        return SafeString(self.body_html)

    @property
    def left_out(self) -> str:
        """What of the words does not show, in a sentence for their author; "" when all does."""
        return left_out(self.body, self.body_html)
