"""The mail about comments; its texts are in templates/comments/mail/."""

from functools import cached_property

from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import Mail, NewsMail, mail_id, register
from comments.models import Comment, Subscription
from comments.models.subscription import OF_ACCOUNTS
from posts.absolute_urls import with_absolute_urls
from posts.models import Blog
from posts.plain_text import plain_text

MAX_QUOTE_LENGTH = 1_000  # characters of a reply; the rest can be read on the site
MAX_REFERENCES = 20  # conversations named in the headers of one mail
MAX_REMINDER_LENGTH = 200  # characters of the recipient's own comment


class Excerpt:
    """The quotations of a comment in mails; made once for all of them."""

    def __init__(self, comment):
        self.comment = comment

    @cached_property
    def link(self) -> str:
        return settings.SITE_ADDRESS + self.comment.get_absolute_url()

    @cached_property
    def quoted(self) -> list[str]:
        """Return the comment as typed, in quoted lines, cut when it is long."""
        body = Truncator(self.comment.body.strip()).chars(MAX_QUOTE_LENGTH)
        return [f"> {line}".rstrip() for line in body.splitlines()]

    @cached_property
    def html(self) -> SafeString:
        """Return the sanitized HTML of the comment, cut when it is long."""
        html = Truncator(self.comment.body_html).chars(MAX_QUOTE_LENGTH, html=True)
        return SafeString(with_absolute_urls(html, settings.SITE_ADDRESS))


def with_post(subscriptions):
    """Return subscriptions with everything that a mail needs about each, in one query."""
    related = subscriptions.select_related("post", "comment__author", *OF_ACCOUNTS)
    return related.defer("post__body", "post__body_html")


class SubscriptionMail(Mail):
    """A mail to the author of a comment, who asked for it when writing."""

    @cached_property
    def subscription(self):
        """The subscription, or None when it was deleted."""
        return with_post(Subscription.objects).filter(pk=self.message.about["subscription"]).first()

    @property
    def recipient(self):
        return self.subscription.email if self.subscription else ""

    @property
    def is_moot(self):
        return not (self.subscription and self.subscription.is_wanted)

    @property
    def is_to_owner(self):
        return self.subscription.is_of_account

    @property
    def reader(self):
        return self.subscription.account

    def moved_to(self, mailbox):
        Subscription.objects.filter(pk=self.subscription.pk).update(mailbox=mailbox)

    @cached_property
    def blog(self):
        return Blog.objects.current()

    @property
    def context(self):
        return {
            "blog": self.blog,
            "post": self.subscription.post,
            "subscription": self.subscription,
            "comment": self.subscription.comment,
        }


@register
class SubscriptionQuestion(SubscriptionMail):
    """Asks for a confirmation by the owner of an e-mail address: once, as anybody may type it.

    It contains nothing else that was typed.
    """

    code = "subscription_question"
    title = _("Question whether you want mail about replies")
    once_per = "subscription"
    template = "comments/mail/question.txt"
    html_template = "comments/mail/question.html"
    asks_to_confirm = True
    asks_once = True
    may_return = True

    @property
    def is_moot(self):
        if super().is_moot:
            return True
        return bool(self.subscription.confirmed) or not self.subscription.comment.is_published


@register
class ReplyMail(NewsMail, SubscriptionMail):
    """A reply to the recipient's comment, or a new comment in a conversation that they follow."""

    code = "reply"
    title = _("Reply")
    once_per = "reply"
    request_name = "subscription"
    template = "comments/mail/reply.txt"
    html_template = "comments/mail/reply.html"

    @classmethod
    def load(cls, mails):
        """Load the replies of many mails, and the subscriptions that they are sent for."""
        blog = Blog.objects.current()
        visible = Comment.objects.visible().select_related("author")
        replies = visible.in_bulk([mail.message.about["reply"] for mail in mails])
        excerpts = {pk: Excerpt(reply) for pk, reply in replies.items()}
        posts = {reply.post_id for reply in replies.values()}
        active = Subscription.objects.active().filter(cls.of_requests(mails), post__in=posts)
        subscriptions = list(with_post(active))
        for mail in mails:
            mail.blog, pk = blog, mail.message.about["reply"]
            mail.reply, mail.excerpt = replies.get(pk), excerpts.get(pk)
            mail.subscription = mail._first_wanted(subscriptions) if mail.reply else None

    def _first_wanted(self, subscriptions):
        """Return the subscription that this mail is sent for, or None when nobody wants it.

        A mailbox gets one mail about a comment, even if its subscriptions were confirmed or ended
        after it was queued. A confirmed subscription comes first, then that of the comment
        answered.
        """
        own = [one for one in subscriptions if self.is_for(one) and one.is_wanted]
        return max(filter(self._concerns, own), key=self._rank, default=None)

    def _concerns(self, subscription) -> bool:
        """Return whether the reply is by somebody else, and one that a subscription asks for."""
        is_own = self.reply.author.main_id == subscription.comment.author.main_id
        return subscription.concerns(self.reply) and not is_own

    def _rank(self, subscription) -> tuple:
        is_confirmed = subscription.confirmed is not None
        return is_confirmed, subscription.comment_id == self.reply.parent_id, -subscription.pk

    @property
    def context(self):
        return super().context | {
            "reply": self.reply,
            "is_answer": self.reply.parent_id == self.subscription.comment_id,
            "link": self.excerpt.link,
            "quoted": self.excerpt.quoted,
            "html": self.excerpt.html,
            "reminder": self._reminder,
        }

    @cached_property
    def _full_context(self):
        entries = self.entries if self.others else []
        return super()._full_context | {"entries": entries}

    def email(self):
        """Return the e-mail about one reply, or about several."""
        if self.others:
            self.template = "comments/mail/digest.txt"
            self.html_template = "comments/mail/digest.html"
        return super().email()

    @property
    def entries(self) -> list[dict]:
        """Return the entries of the e-mail, one for each reply, ordered by post."""
        mails = sorted([self, *self.others], key=lambda mail: (mail.reply.post_id, mail.reply.pk))
        return [mail.context for mail in mails]

    @property
    def _reminder(self) -> str:
        """Return the beginning of the recipient's own comment."""
        words = plain_text(self.subscription.comment.body_html)
        return Truncator(words).chars(MAX_REMINDER_LENGTH)

    @property
    def message_id(self):
        return mail_id(f"c{self.reply.pk}.{self.message.pk}")

    @property
    def headers(self):
        """Make mail programs group the mails of a conversation."""
        answered = mail_id(f"c{self.reply.parent_id}") if self.reply.parent_id else ""
        conversation = mail_id(f"p{self.reply.post_id}")
        if self.others:
            posts = dict.fromkeys(entry["reply"].post_id for entry in self.entries)
            ids = [mail_id(f"p{pk}") for pk in posts][:MAX_REFERENCES]
            return super().headers | {"References": " ".join(ids)}
        return super().headers | {
            "In-Reply-To": answered or conversation,
            "References": f"{conversation} {answered}".strip(),
        }
