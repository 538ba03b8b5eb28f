"""The e-mails about decisions; their texts are templates/moderation/mail/*.txt."""

import re
from functools import cached_property

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from comments.status_links import status_path
from moderation.models.mailbox import token_of
from posts.models import Blog

BLANK_LINES = re.compile(r"\n{3,}")  # where a part of the template is empty
MAX_QUOTE_LENGTH = 1_000  # characters of each text: enough to recognise one's own


class DecisionEmail:
    """The e-mail of one Notice: to the author, or to a reporter of the comment."""

    def __init__(self, notice):
        self.notice, self.decision, self.report = notice, notice.decision, notice.report

    def send(self):
        """Send the e-mail through the mail server; do nothing without a recipient."""
        if self.recipient:
            to = [self.recipient]
            EmailMessage(self.subject, self.body, to=to, headers=self.headers).send()

    @property
    def headers(self) -> dict:
        """Return the headers of one-click unsubscribe (RFC 8058), for mail to reporters only."""
        if not self.report:
            return {}
        return {
            "List-Unsubscribe": f"<{self.stop_link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    @property
    def stop_link(self) -> str:
        token = token_of(self.recipient)
        return settings.SITE_ADDRESS + reverse("moderation:stop_mail", kwargs={"token": token})

    @property
    def recipient(self) -> str:
        if self.report:
            return self.report.contents.email
        return self.decision.person.user.email or ""

    @property
    def subject(self) -> str:
        return self._text.partition("\n")[0].strip()

    @property
    def body(self) -> str:
        return BLANK_LINES.sub("\n\n", self._text.partition("\n")[2].strip()) + "\n"

    @property
    def _link(self):
        """Return the URL at which the author reads the decision and what they can do."""
        comment = self.decision.comment
        path = status_path(comment) if comment else reverse("comments:mine")
        return f"{settings.SITE_ADDRESS}{path}"

    @property
    def _quoted(self) -> list[str]:
        """Return the comment as typed, in quoted lines, each of its texts cut."""
        texts = self.decision.comment.texts if self.decision.comment else []
        excerpts = [Truncator(text.body.strip()).chars(MAX_QUOTE_LENGTH) for text in texts]
        return [f"> {line}".rstrip() for line in "\n\n".join(excerpts).splitlines()]

    @cached_property
    def _text(self):
        """Return the rendered template; its first line is the subject."""
        template = "to_reporter" if self.report else "to_author"
        context = {
            "blog": Blog.objects.current(),
            "decision": self.decision,
            "comment": self.decision.comment,
            "report": self.report,
            "stop_link": self.stop_link if self.report else "",
            "ban": self.decision.bans.first(),
            "link": self._link,
            "site": settings.SITE_ADDRESS,
            "quoted": self._quoted,
        }
        return render_to_string(f"moderation/mail/{template}.txt", context).strip()
