"""Views for writing a comment: the form as a page, as a partial for htmx, and its preview."""

from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.views.generic import FormView
from django_htmx.http import HttpResponseClientRedirect

from accounts.compiled_query import CompiledQuery
from accounts.guests import person_of, rate_limit_identity, remember, writer_of
from accounts.limits import PREVIEW, RateLimitExceeded
from comments.draft import Draft
from comments.forms import CommentForm
from comments.models import CannotReply, Comment
from comments.nudging import nudge_of
from comments.permalinks import fresh_permalink_of
from comments.posting import KeyReused, Refused, post
from comments.reply_target import ReplyTarget
from comments.resubmit import NoReplyTarget, Reason, resubmittable
from comments.status_links import status_path
from posts.models import Blog, Post

URL_OF_POST = ("date", "slug", "path")  # parts of the URL of a post or a page


class CommentFormView(FormView):
    """The form of a reply target; a POST posts the comment, or with `preview` shows a preview.

    `is_partial`: htmx puts the form into a page. `requested` is the target in the URL, `target` the
    one that the form is for.
    """

    form_class = CommentForm

    def setup(self, request, *, is_partial=False, preview=False, **kwargs):
        super().setup(request, **kwargs)
        self.is_partial, self.is_preview = is_partial, preview
        self.user = request.user if request.user.is_authenticated else None

    def dispatch(self, request, *args, **kwargs):
        self.requested = self.get_reply_target()
        return super().dispatch(request, *args, **kwargs)

    def get_reply_target(self) -> ReplyTarget:
        """Return the target in the URL; raise NoReplyTarget if it does not exist."""
        raise NotImplementedError

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"user": self.user}

    @cached_property
    def refusal(self):
        """Why this person cannot write at the requested target; storing checks it again."""
        return self.requested.refusal(to_guest=self.user is None)

    @cached_property
    def post_refusal(self):
        return ReplyTarget(self.requested.post).refusal(to_guest=self.user is None)

    @cached_property
    def target(self):
        """The requested target, or the post if the comment no longer takes replies."""
        return ReplyTarget(self.requested.post) if self.refusal else self.requested

    def get(self, request, *args, **kwargs):
        form = self.get_form()
        if not self.refusal:
            return self.show_form(form)
        return self.show_form(form, 404, *self.closed_reasons(), is_closed=bool(self.post_refusal))

    def post(self, request, *args, **kwargs):
        if self.is_preview:
            return self.preview(self.get_form())
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        return self.show_form(form, 400, *self.closed_reasons())

    def form_valid(self, form):
        draft = self.get_draft(form)
        try:
            if nudge := nudge_of(draft, form):
                form.note_nudge()
                return self.show_form(form, 422, nudge=nudge)
            comment = post(draft, form.cleaned_data["key"])
        except KeyReused as reused:
            form.renew_key()
            advice = gettext("Send it again to say this too.")
            return self.show_form(form, 409, self.reason(f"{reused} {advice}", reused.comment))
        except Refused as refusal:
            return self.show_refusals(form, refusal.screening)
        except CannotReply as gone:
            self.target = ReplyTarget(self.requested.post)
            return self.show_form(form, 400, self.with_sign_in(str(gone)))
        # If a guest's first comment is sent twice, the first request has stored the author.
        if comment.author.key == draft.person.key or comment.is_by(draft.person):
            return self.redirect_author(comment)
        return self.redirect_other(form, comment)

    def get_draft(self, form):
        cleaned = form.cleaned_data
        return Draft(
            post=self.requested.post,
            parent=self.requested.parent,
            person=writer_of(self.request, cleaned["key"]),
            name=form.signature,
            email=cleaned.get("email") or (self.user and self.user.email) or "",
            body=cleaned["body"],
            ip=self.request.client_ip,
            wants_mail=cleaned.get("wants_mail", False),
        )

    def preview(self, form):
        """Show the form with its text as readers would see it; nothing is stored."""
        try:
            PREVIEW.check(**rate_limit_identity(self.request))
        except RateLimitExceeded as often:
            response = self.show_form(form, 429, *self.closed_reasons(), preview_problem=str(often))
            response["Retry-After"] = str(often.seconds)
            return response
        if problems := form.errors.get("body"):
            return self.show_form(form, 400, *self.closed_reasons(), preview_problem=problems[0])
        text = form.cleaned_data["body"]
        problem = (
            "" if text.visible else gettext("This would appear empty. Please write something.")
        )
        return self.show_form(
            form,
            400 if problem else 200,
            *self.closed_reasons(),
            preview=SafeString(text.html),
            preview_problem=problem,
            left_out=text.removed,
        )

    # Why a comment is not posted

    def closed_reasons(self):
        """Return why nothing can be written at the requested target, and where to write instead."""
        if not self.refusal:
            return []
        if not self.post_refusal:
            advice = gettext("You can write under the post.")
            return [Reason(f"{self.refusal} {advice}")]
        return [self.with_sign_in(self.refusal)]

    def with_sign_in(self, refusal):
        """Return a reason, with a link to the sign-in if an account would be enough."""
        if self.user or self.requested.refusal():
            return Reason(refusal)
        sign_in_url = f"{reverse('sign_in')}?{urlencode({'next': self.requested.action})}"
        return Reason(refusal, sign_in_url, gettext("Sign in."))

    def show_refusals(self, form, screening):
        # A duplicate need not be sent again, so nobody is asked to wait.
        duplicates = [refusal for refusal in screening.refusals if refusal.duplicate_of]
        reasons = [self.reason_for(refusal) for refusal in duplicates or screening.refusals]
        wait = 0 if duplicates else screening.retry_after
        response = self.show_form(form, 429 if wait else 400, *reasons)
        if wait:
            response["Retry-After"] = str(wait)
        return response

    def reason_for(self, refusal):
        if refusal.read_first:
            return Reason.of(refusal)
        return self.reason(refusal.reason, refusal.duplicate_of)

    def reason(self, text, comment):
        """Return a reason with a link to `comment`, if the person may see that comment."""
        if comment is None:
            return Reason(text)
        if comment.is_published:
            return Reason(text, comment.get_absolute_url(), gettext("See it here."))
        if comment.is_by(person_of(self.request)):
            return Reason(text, status_path(comment), gettext("See its status."))
        return Reason(text)

    # Responses

    def redirect_author(self, comment):
        response = self.redirect_to(fresh_permalink_of(comment) or status_path(comment))
        remember(self.request, response, comment.author)
        return response

    def redirect_other(self, form, comment):
        """Redirect somebody who sent the idempotency key of another person's form.

        Knowing the key does not make them the author, so a hidden comment is not shown to them.
        """
        if not comment.is_published:
            return self.show_form(
                form, 409, Reason(gettext("This has arrived; you need not send it again."))
            )
        return self.redirect_to(fresh_permalink_of(comment) or comment.post.get_absolute_url())

    def redirect_to(self, url):
        if self.is_partial:
            return HttpResponseClientRedirect(url)
        return HttpResponseRedirect(url, status=303)

    def get_template_names(self):
        return ["comments/_form.html" if self.is_partial else "comments/respond.html"]

    def get_context_data(self, form, reasons=(), **kwargs):
        return {
            "blog": Blog.objects.current(),
            "form": form,
            "target": self.target,
            "action": self.target.action,
            "partial_action": self.target.partial_action,
            "preview_action": self.target.preview_action,
            "reasons": reasons,
            "has_title": self.is_partial,
            **kwargs,
        }

    def show_form(self, form, status=200, *reasons, **context):
        form.auto_id = f"{self.target.label}-%s"
        if form.has_error("key"):
            form.renew_key()
        return self.render_to_response(
            self.get_context_data(form, reasons, **context), status=status
        )


def _at(**place):
    return Post.objects.at(**place).defer("body", "body_html").order_by()


PAGE_AT = CompiledQuery(lambda path: _at(path=path), "(path)")
POST_AT = CompiledQuery(lambda date, slug: _at(date=date, slug=slug), date.min, "(slug)")


class RespondView(CommentFormView):
    """The form under a post, also at an old URL of a moved post."""

    def get_reply_target(self):
        place = {name: self.kwargs[name] for name in URL_OF_POST if name in self.kwargs}
        post_at_url = self.request.method == "POST" and self._post_at(**place)
        if not post_at_url:
            posts = Post.objects.published_anywhere().select_related("author")
            post_at_url = posts.known_at(**place)
        if post_at_url is None:
            raise NoReplyTarget(gettext("The post you want to answer is not there."))
        return ReplyTarget(post_at_url)

    def _post_at(self, path=None, date=None, slug=None):
        """Return the post without its text, which only a refusal shows; None if it has moved."""
        post_there = PAGE_AT.first(path) if path is not None else POST_AT.first(date, slug)
        return post_there if post_there and post_there.is_published else None


def _with_posts():
    comments = Comment.objects.ever_published().select_related("post").order_by()
    return comments.defer("post__body", "post__body_html")


COMMENT_AND_POST = CompiledQuery(lambda pk: _with_posts().filter(pk=pk))


class ReplyView(CommentFormView):
    """The form under a comment."""

    def get_reply_target(self):
        if self.request.method == "POST":  # only a refusal shows the comment answered
            parent = COMMENT_AND_POST.first(self.kwargs["pk"])
        else:
            comments = _with_posts().select_related("post__author", "author__user")
            parent = comments.filter(pk=self.kwargs["pk"]).first()
        if parent is None or not parent.post.is_published:
            raise NoReplyTarget(gettext("The comment you want to answer is not there."))
        return ReplyTarget(parent.post, parent)


respond = resubmittable(RespondView.as_view())
reply = resubmittable(ReplyView.as_view())
