"""The mail about new posts; its texts are in templates/posts/mail/."""

from functools import cached_property

from django.utils.translation import gettext_lazy as _

from accounts.mail.kinds import Mail, NewsMail, mail_id, register
from posts.models import Blog, Follow, Post


class FollowMail(Mail):
    """To somebody who follows an author, or all posts."""

    @cached_property
    def blog(self):
        return Blog.objects.current()

    @cached_property
    def follow(self):
        """The follow, or None if it was deleted or ended."""
        follows = Follow.objects.active().select_related("user", "author")
        return follows.filter(pk=self.message.about["follow"]).first()

    @property
    def recipient(self):
        return self.follow.recipient if self.follow else ""

    @property
    def is_to_owner(self):
        return self.follow.is_of_account

    @property
    def reader(self):
        return self.follow.user

    def moved_to(self, mailbox):
        self.follow.move_to(mailbox)

    @property
    def context(self):
        return {"blog": self.blog, "follow": self.follow}


@register
class FollowQuestion(FollowMail):
    """Asks for a confirmation by the owner of an e-mail address: once, as anybody may type it."""

    code = "follow_question"
    title = _("Question whether you want mail about new posts")
    once_per = "follow"
    template = "posts/mail/question.txt"
    html_template = "posts/mail/question.html"
    asks_to_confirm = True
    asks_once = True
    may_return = True

    @property
    def is_moot(self):
        return self.follow is None or self.follow.confirmed is not None


@register
class NewPost(NewsMail, FollowMail):
    """News of a post that has just become public."""

    code = "new_post"
    title = _("New post")
    once_per = "post"
    request_name = "follow"
    template = "posts/mail/new_posts.txt"
    html_template = "posts/mail/new_posts.html"

    @classmethod
    def load(cls, mails):
        """Load the posts of many mails, and the follows that they are sent for."""
        blog, published = Blog.objects.current(), Post.objects.listed().select_related("author")
        posts = published.in_bulk([mail.message.about["post"] for mail in mails])
        active = Follow.objects.active().filter(cls.of_requests(mails))
        follows = list(active.select_related("user", "author"))
        for mail in mails:
            mail.blog, mail.post = blog, posts.get(mail.message.about["post"])
            mail.follow = mail._first_wanted(follows) if mail.post else None

    def _first_wanted(self, follows):
        """Return the follow that this mail is sent for; confirmed ones come first."""
        concerned = [
            follow
            for follow in follows
            if self.is_for(follow) and follow.author_id in (None, self.post.author_id)
        ]
        return max(concerned, key=lambda one: (one.confirmed is not None, -one.pk), default=None)

    @property
    def is_moot(self):
        return self.follow is None

    @property
    def context(self):
        posts = sorted((mail.post for mail in (self, *self.others)), key=lambda post: post.pk)
        return super().context | {"posts": posts}

    @property
    def message_id(self):
        return mail_id(f"p{self.post.pk}.{self.message.pk}")

    @property
    def headers(self):
        """Make mail programs group this mail with mails about the post's comments."""
        return super().headers | {"References": mail_id(f"p{self.post.pk}")}
