"""The post or comment that somebody is about to answer, and the URLs of the forms for it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from comments.models import Comment
from posts.models import Post

# The paths of the forms below the URL of a post, or of a page.
BELOW_POST = {
    "respond": "respond/",
    "respond_form": "respond/form/",
    "respond_preview": "respond/preview/",
}


@dataclass(frozen=True)
class ReplyTarget:
    """A post, or the comment `parent` under it."""

    post: Post
    parent: Comment | None = None

    @property
    def label(self) -> str:
        """The key under which the browser stores drafts for this target."""
        return f"comment-{self.parent.pk}" if self.parent else f"post-{self.post.pk}"

    @property
    def title(self) -> str:
        if not self.parent:
            return gettext("Leave a reply")
        return gettext("Leave a reply to %(name)s") % {"name": self.parent.name}

    @property
    def draft_label(self) -> str:
        """The key under which the browser stores unsent text for this target."""
        if not self.parent:
            return gettext("comment")
        return gettext("reply to %(name)s") % {"name": self.parent.name}

    def refusal(self, *, to_guest=False) -> str:
        """Return the sentence that says why no comment is taken here now; "" if one is."""
        return (self.parent or self.post).refusal(to_guest=to_guest)

    @property
    def conversation_url(self) -> str:
        """Return the path of the conversation in which the comment will be."""
        return self.post.get_absolute_url()

    @property
    def action(self) -> str:
        return self._url("reply" if self.parent else "respond")

    @property
    def partial_action(self) -> str:
        return self._url("reply_form" if self.parent else "respond_form")

    @property
    def preview_action(self) -> str:
        return self._url("reply_preview" if self.parent else "respond_preview")

    def _url(self, name):
        if self.parent:
            return reverse(f"comments:{name}", kwargs={"pk": self.parent.pk})
        return self.post.get_absolute_url() + BELOW_POST[name]
