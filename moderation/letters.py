"""What is written to people about decisions; the texts are templates/moderation/mail/*.txt."""

from functools import cached_property

from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from posts.models import Blog


class Letter:
    """One notice as an e-mail: to the author, or to the reporter whom the decision answers."""

    def __init__(self, notice):
        self.notice, self.decision, self.report = notice, notice.decision, notice.report

    def send(self):
        """Hand it to the mail server; nothing goes to nobody."""
        if self.recipient:
            EmailMessage(self.subject, self.body, to=[self.recipient]).send()

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
        return self._text.partition("\n")[2].strip() + "\n"

    @cached_property
    def _text(self):
        """The template filled in; its first line is the subject."""
        template = "to_reporter" if self.report else "to_author"
        context = {
            "blog": Blog.objects.current(),
            "decision": self.decision,
            "comment": self.decision.comment,
            "report": self.report,
            "ban": self.decision.bans.first(),
        }
        return render_to_string(f"moderation/mail/{template}.txt", context).strip()
