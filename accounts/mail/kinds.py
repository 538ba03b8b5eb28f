"""What a kind of mail is. Each app declares its kinds in `messages.py`, found by name."""

import re
from datetime import timedelta
from email.policy import Policy, default
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules

BLANK_LINES = re.compile(r"\n{3,}")  # where a part of the template is empty
# A longer header would be folded into encoded words, which mail programs do not take for a URL.
MAX_HEADER_LINE = 900

KINDS = {}


def register(kind):
    """Let messages of this kind be sent; a decorator of subclasses of Mail."""
    if kind.code in KINDS:
        raise ValueError(f"There are two kinds of mail with the code {kind.code!r}.")
    KINDS[kind.code] = kind
    return kind


def discover():
    """Import `messages.py` of every app that has one."""
    autodiscover_modules("messages")


class Mail:
    """One message, ready to be rendered; a kind of mail is a subclass.

    `code` is stored with each message. `once_per` names the id among `message.about` for which a
    mailbox gets one message of this kind at most.
    """

    code = ""
    once_per = ""
    template = ""  # of the text; its first line is the subject
    grace = timedelta(0)  # in which what the mail is about can be undone
    spacing = None  # a timedelta between two of this kind to one mailbox
    asks_to_confirm = False  # whether it holds the link by which the e-mail is confirmed
    needs_confirmation = False  # whether it waits until the e-mail is confirmed
    is_to_owner = False  # whether it goes to an account's own e-mail, not to one that was typed
    is_owed = False  # whether it waits for its turn when there was too much mail, or is dropped
    is_about_account = False  # whether its owner gets it even if they want no other mail
    daily_limit = None  # how many of all kinds with a limit one e-mail gets a day

    def __init__(self, message):
        self.message = message

    @property
    def recipient(self) -> str:
        """Return the e-mail as its owner wrote it; "" when there is none any more."""
        raise NotImplementedError

    @property
    def is_moot(self) -> bool:
        """Return whether what it would say is no longer true or needed, so that it is not sent."""
        return False

    @property
    def context(self) -> dict:
        """Return what the template needs besides the links: at least `blog`."""
        raise NotImplementedError

    @property
    def headers(self) -> dict:
        """Return the headers of one-click unsubscribe (RFC 8058) and of automatic mail."""
        host = urlsplit(settings.SITE_ADDRESS).hostname or "localhost"
        return {
            "List-Unsubscribe": f"<{self.stop_link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            # The same in each attempt: a mail that arrives twice is shown once.
            "Message-ID": f"<{self.message.pk}.{self.message.created:%Y%m%d%H%M%S%f}@{host}>",
        }

    @property
    def stop_link(self) -> str:
        return self._link("stop_mail")

    @property
    def confirm_link(self) -> str:
        return self._link("mailbox")

    def _link(self, name) -> str:
        path = reverse(name, kwargs={"token": self.message.mailbox.nonce})
        return settings.SITE_ADDRESS + path

    @property
    def subject(self) -> str:
        return self._text.partition("\n")[0].strip()

    @property
    def body(self) -> str:
        return BLANK_LINES.sub("\n\n", self._text.partition("\n")[2].strip()) + "\n"

    @cached_property
    def _text(self) -> str:
        links = {"stop_link": self.stop_link, "confirm_link": self.confirm_link}
        context = links | {"site": settings.SITE_ADDRESS} | self.context
        blog = context["blog"]
        with translation.override(blog.language), timezone.override(blog.zone):
            return render_to_string(self.template, context).strip()

    def email(self) -> EmailMessage:
        """Return the e-mail to send."""
        return UnfoldedEmail(self.subject, self.body, to=[self.recipient], headers=self.headers)


class UnfoldedEmail(EmailMessage):
    """An e-mail whose headers stay on one line each, also with the name of a long host."""

    def message(self, *, policy: Policy = default):
        message = super().message(policy=policy)
        # The body is encoded already, for mail servers that take short lines of ASCII only.
        message.policy = policy.clone(max_line_length=MAX_HEADER_LINE)
        return message
