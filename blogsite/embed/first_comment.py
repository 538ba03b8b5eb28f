"""The form for the first comment about a page of another site, which creates its post."""

from functools import cached_property

from blogsite.embed.embedding_page import EmbeddingPage, NewPage
from comments.first_comment import conversation_at
from comments.reply_target import ReplyTarget
from comments.resubmit import NoReplyTarget, resubmittable
from comments.views.posting import CommentFormView
from posts.foreign_urls import URLRefused


class RespondAtURL(CommentFormView):
    """The form for the page at `?url=`; its first comment stores the post that stands for it."""

    def get_reply_target(self):
        try:
            return EmbeddingPage.of(self.request).target
        except URLRefused as refused:
            raise NoReplyTarget(str(refused)) from None

    @cached_property
    def target(self):
        return self.requested if isinstance(self.requested, NewPage) else super().target

    def form_valid(self, form):
        if not isinstance(self.requested, NewPage):
            return super().form_valid(form)
        if self.refusal:
            return self.form_invalid(form)
        self.target = self.requested  # for a form that is shown again
        page = self.requested.page
        try:
            with conversation_at(page.url, page.known_identifier) as post:
                self.requested = ReplyTarget(post)
                return super().form_valid(form)
        except URLRefused as refused:
            raise NoReplyTarget(str(refused)) from None


respond = resubmittable(RespondAtURL.as_view())
