"""What is written to people about decisions; the texts are templates/moderation/mail/*.txt."""

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

HOLE = re.compile(r"\n{3,}")  # where the template had nothing to say
QUOTED = 1_000  # characters of each text: enough to know one's words by


class Letter:
    """One notice as an e-mail: to the author, or to the reporter whom the decision answers."""

    def __init__(self, notice):
        self.notice, self.decision, self.report = notice, notice.decision, notice.report

    def send(self):
        """Hand it to the mail server; nothing goes to nobody."""
        if self.recipient:
            to = [self.recipient]
            EmailMessage(self.subject, self.body, to=to, headers=self.headers).send()

    @property
    def headers(self) -> dict:
        """The button by which mail programs stop such mail (RFC 8058); authors' is not such."""
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
        return HOLE.sub("\n\n", self._text.partition("\n")[2].strip()) + "\n"

    @property
    def _link(self):
        """Where the author sees what was decided and what they can do."""
        comment = self.decision.comment
        path = status_path(comment) if comment else reverse("comments:mine")
        return f"{settings.SITE_ADDRESS}{path}"

    @property
    def _quoted(self) -> list[str]:
        """The comment as its author typed it, line by line, each text by itself and cut."""
        texts = self.decision.comment.texts if self.decision.comment else []
        cut = [Truncator(text.body.strip()).chars(QUOTED) for text in texts]
        return [f"> {line}".rstrip() for line in "\n\n".join(cut).splitlines()]

    @cached_property
    def _text(self):
        """The template filled in; its first line is the subject."""
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
