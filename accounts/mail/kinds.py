"""What a kind of mail is. Each app declares its kinds in `messages.py`, found by name."""

import re
from datetime import timedelta
from email.policy import EmailPolicy, default
from functools import cached_property
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.module_loading import autodiscover_modules

from accounts.email_domain import with_ascii_domain
from accounts.languages import language_of

# For this long a mail's cause can be undone before the mail is sent.
UNDO_TIME = timedelta(minutes=1)
BLANK_LINES = re.compile(r"\n{3,}")  # left by empty parts of a template

KINDS = {}


def register(kind):
    """Register a kind of mail; a decorator of subclasses of Mail."""
    if kind.code in KINDS:
        raise ValueError(f"There are two kinds of mail with the code {kind.code!r}.")
    KINDS[kind.code] = kind
    return kind


def discover():
    """Import `messages.py` of every app that has one."""
    autodiscover_modules("messages")


def kinds_that(trait: str) -> list[str]:
    """Return the codes of the kinds with a true attribute of this name."""
    return [code for code, kind in KINDS.items() if getattr(kind, trait)]


def title_of(code: str) -> str:
    """Return the title of a kind of mail, for people who read what is stored about them."""
    kind = KINDS.get(code)
    return str(kind.title) if kind and kind.title else code.replace("_", " ")


class Mail:
    """One message, ready to be rendered; a kind of mail is a subclass.

    `code` is stored with each message. `once_per` names the id among `message.about` for which a
    mailbox gets one message of this kind at most.
    """

    code = ""
    title = ""  # for people; without a title they read the code
    once_per = ""
    template = ""  # of the text; its first line is the subject
    html_template = ""  # of the HTML version, if there is one
    grace = timedelta(0)  # time in which the mail's cause can be undone
    spacing = None  # least time between two of this kind to one mailbox, a timedelta
    asks_to_confirm = False  # whether it contains the link that confirms the e-mail address
    asks_once = False  # whether an address whose owner has not answered is never asked again
    may_return = False  # whether a cancelled one is sent after all when queued again
    needs_confirmation = False  # whether it waits until the e-mail address is confirmed
    is_to_owner = False  # whether it goes to an account's own address, not to a typed one
    # Whether an owner of the site wrote to the address: not a stranger's doing
    is_from_owners = False
    has_daily_turn = False  # whether one of this kind a day is sent despite the weekly limit
    is_owed = False  # over the limit: True waits, False is dropped
    is_about_account = False  # whether it is sent even to an owner who wants no other mail
    is_collected = False  # whether all that are due together are sent as one e-mail (a digest)
    others = ()  # the mails that go in the same e-mail as this one
    daily_limit = None  # mails of this kind a day to one address

    def __init__(self, message):
        self.message = message

    @classmethod
    def load(cls, mails):
        """Load the content of many mails with a few queries, for kinds where that pays."""

    def is_alike(self, mail) -> bool:
        """Return whether another mail is of the same kind and to the same mailbox."""
        return type(self) is type(mail) and self.message.mailbox_id == mail.message.mailbox_id

    @property
    def recipient(self) -> str:
        """Return the e-mail address as its owner wrote it; "" when it is no longer stored."""
        raise NotImplementedError

    @property
    def reader(self):
        """Return the account whose language and time zone the mail uses; None for the blog's."""
        return None

    def language_at(self, blog) -> str:
        """Return the language that it is in."""
        return language_of(self.reader, blog.language)

    @property
    def is_moot(self) -> bool:
        """Return whether the mail would say something no longer true: then it is not sent."""
        return False

    def is_confirmed_in(self, mailbox) -> bool:
        """Return whether the owner of the mailbox has agreed to get this mail."""
        return mailbox.is_confirmed

    def moved_to(self, mailbox):
        """Use `mailbox`, that of the recipient's new e-mail address."""

    @property
    def context(self) -> dict:
        """Return the context of the template without the links: at least `blog`."""
        raise NotImplementedError

    @property
    def headers(self) -> dict:
        """Return the headers of one-click unsubscribe (RFC 8058) and of automatic mail."""
        return {
            "List-Unsubscribe": f"<{self.stop_link}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
            "Message-ID": self.message_id,
        }

    @property
    def message_id(self) -> str:
        """Return the same id in each attempt, so that mail programs show a repeated mail once."""
        return mail_id(f"{self.message.pk}.{self.message.created:%Y%m%d%H%M%S%f}")

    @property
    def stop_link(self) -> str:
        return self._link("stop_mail")

    @property
    def mailbox_link(self) -> str:
        return self._link("mailbox")

    def _link(self, name) -> str:
        path = reverse(name, kwargs={"token": self.message.mailbox.nonce})
        return settings.SITE_ADDRESS + path

    @property
    def subject(self) -> str:
        """Return the first line; other line breaks of Unicode, as in a title, are blanks."""
        return " ".join(self._text.partition("\n")[0].split())

    @property
    def body(self) -> str:
        return BLANK_LINES.sub("\n\n", self._text.partition("\n")[2].strip()) + "\n"

    @cached_property
    def _text(self) -> str:
        return self._rendered(self.template).strip()

    def _rendered(self, template) -> str:
        """Return a template rendered in the reader's language and time zone."""
        context, reader = self._full_context, self.reader
        blog = context["blog"]
        zone = (reader and reader.zone) or blog.zone
        with translation.override(self.language_at(blog)), timezone.override(zone):
            return render_to_string(template, context)

    @cached_property
    def _full_context(self) -> dict:
        links = {"stop_link": self.stop_link, "mailbox_link": self.mailbox_link}
        return links | {"site": settings.SITE_ADDRESS} | self.context

    def email(self) -> EmailMultiAlternatives:
        """Return the e-mail to send."""
        recipients = [with_ascii_domain(self.recipient or "")]
        email = UnfoldedEmail(self.subject, self.body, to=recipients, headers=self.headers)
        if self.html_template:
            email.attach_alternative(self._rendered(self.html_template), "text/html")
        return email


class NewsMail(Mail):
    """News for a subscriber: all that is due together is sent as one e-mail.

    The recipient chooses how often it comes. A typed e-mail address is confirmed first.
    """

    grace = UNDO_TIME
    may_return = True
    is_collected = True
    request_name = ""  # of the row by which the recipient asked for it: in `about`, and here

    @classmethod
    def of_requests(cls, mails) -> Q:
        """Return the condition of the rows for which mails may go out: named, or of a mailbox."""
        same = Q(mailbox__in={mail.message.mailbox_id for mail in mails})
        return same | Q(pk__in={mail.message.about[cls.request_name] for mail in mails})

    def is_for(self, request) -> bool:
        """Return whether a row is the one that was queued for, or of the same mailbox."""
        is_own = self.message.about[self.request_name] == request.pk
        return is_own or self.message.mailbox_id == request.mailbox_id

    def is_confirmed_in(self, mailbox):
        request = getattr(self, self.request_name)
        return super().is_confirmed_in(mailbox) and request.confirmed is not None

    @property
    def spacing(self):
        return self.message.mailbox.spacing

    @property
    def needs_confirmation(self):
        return not self.is_to_owner


def mail_id(local: str) -> str:
    """Return an id for Message-ID and References, under the host of this site."""
    return f"<{local}@{urlsplit(settings.SITE_ADDRESS).hostname or 'localhost'}>"


class UnfoldedEmail(EmailMultiAlternatives):
    """An e-mail whose ids and URLs in headers are never folded, even with a long host name."""

    def message(self, *, policy: EmailPolicy = default):
        message = super().message(policy=policy)
        # The body is encoded already, in short ASCII lines, which every mail server takes.
        message.policy = UnfoldedIds(linesep=policy.linesep)
        return message


class UnfoldedIds(EmailPolicy):
    """Writes each id or URL whole, on a line of its own.

    Python would fold a longer one into encoded words, which mail programs do not read as a URL.
    """

    NAMES = frozenset({"List-Unsubscribe", "Message-ID", "In-Reply-To", "References"})

    def fold(self, name, value):
        if name not in self.NAMES:
            return super().fold(name, value)
        lines = f"{self.linesep} ".join(str(value).split())
        return f"{name}: {lines}{self.linesep}"

    def fold_binary(self, name, value):
        return self.fold(name, value).encode("ascii", "surrogateescape")
