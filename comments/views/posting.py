"""Views for writing a comment: the form as a page, as a partial for htmx, and its preview."""

from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django_htmx.http import HttpResponseClientRedirect

from accounts.guests import person_of, rate_limit_identity, remember, writer_of
from accounts.limits import PREVIEW, RateLimitExceeded
from comments.draft import Draft
from comments.forms import CommentForm
from comments.models import CannotReply, Comment
from comments.permalinks import fresh_permalink_of
from comments.posting import KeyTaken, Refused, post
from comments.reply_target import ReplyTarget
from comments.resubmit import NoReplyTarget, Reason, resubmittable
from comments.status_links import status_path
from posts.models import Blog, Post


@resubmittable
def respond(request, date, slug, **kind):
    """Show or take the form under a post, also at an old URL of a post that moved."""
    post_at_url = Post.objects.published_anywhere().select_related("author").known_at(date, slug)
    if post_at_url is None:
        raise NoReplyTarget(gettext("The post you want to answer is not there."))
    return _answer(request, ReplyTarget(post_at_url), **kind)


@resubmittable
def reply(request, pk, **kind):
    """Show or take the form under a comment."""
    comments = Comment.objects.ever_published().filter(post__in=Post.objects.published_anywhere())
    comments = comments.select_related("post__author", "author__user")
    parent = comments.defer("post__body", "post__body_html").filter(pk=pk).first()
    if parent is None:
        raise NoReplyTarget(gettext("The comment you want to answer is not there."))
    return _answer(request, ReplyTarget(parent.post, parent), **kind)


def _answer(request, target, is_partial=False, preview=False):
    view = ReplyView(request, target, is_partial)
    if request.method != "POST":
        return view.open_form()
    if preview:
        return view.preview()
    return view.submit()


class ReplyView:
    """One request for the form of a reply target, and its responses.

    `is_partial`: htmx puts the form into a page. `requested` is the target of the URL, `target`
    the one that the form is for.
    """

    def __init__(self, request, requested, is_partial):
        self.request, self.requested, self.is_partial = request, requested, is_partial
        self.user = request.user if request.user.is_authenticated else None
        typed = request.POST if request.method == "POST" else None
        self.form = CommentForm(typed, user=self.user)

    @cached_property
    def refusal(self):
        """Why this person cannot write at the requested target; storing checks it again."""
        return self.requested.refusal(to_guest=self.user is None)

    @cached_property
    def post_refusal(self):
        return ReplyTarget(self.requested.post).refusal(to_guest=self.user is None)

    @cached_property
    def target(self):
        """The requested target, or the post when the comment takes no replies any more."""
        return ReplyTarget(self.requested.post) if self.refusal else self.requested

    def open_form(self):
        if not self.refusal:
            return self.render()
        return self.render(404, *self.closed_reasons(), is_closed=bool(self.post_refusal))

    def closed_reasons(self):
        """Return why nothing can be written at the requested target, and where it can be."""
        if not self.refusal:
            return []
        if not self.post_refusal:
            return [Reason(f"{self.refusal} {gettext('You can write under the post.')}")]
        return [self.with_sign_in(self.refusal)]

    def with_sign_in(self, refusal):
        """Return a reason; it links to the sign-in where only an account is missing."""
        if self.user or self.requested.refusal():
            return Reason(refusal)
        sign_in_url = f"{reverse('sign_in')}?{urlencode({'next': self.requested.action})}"
        return Reason(refusal, sign_in_url, gettext("Sign in."))

    def preview(self):
        try:
            PREVIEW.check(**rate_limit_identity(self.request))
        except RateLimitExceeded as often:
            response = self.render(429, *self.closed_reasons(), preview_problem=str(often))
            response["Retry-After"] = str(often.seconds)
            return response
        if problems := self.form.errors.get("body"):
            return self.render(400, *self.closed_reasons(), preview_problem=problems[0])
        text = self.form.cleaned_data["body"]
        problem = (
            "" if text.visible else gettext("This would appear empty. Please write something.")
        )
        return self.render(
            400 if problem else 200,
            *self.closed_reasons(),
            preview=SafeString(text.html),
            preview_problem=problem,
            left_out=text.removed,
        )

    def submit(self):
        if not self.form.is_valid():
            return self.render(400, *self.closed_reasons())
        draft = self.draft()
        try:
            comment = post(draft, self.form.cleaned_data["key"])
        except KeyTaken as taken:
            self.form.renew_key()
            sentences = f"{taken} {gettext('Send it again to say this too.')}"
            return self.render(409, self.reason(sentences, taken.comment))
        except Refused as refusal:
            return self.refuse_draft(refusal.screening)
        except CannotReply as gone:
            self.target = ReplyTarget(self.requested.post)
            return self.render(400, self.with_sign_in(str(gone)))
        # A guest's first comment, sent twice, has its author stored by the first.
        is_own = comment.author.key == draft.person.key or comment.is_by(draft.person)
        return self.redirect_to_comment(comment, is_own=is_own)

    def draft(self):
        cleaned = self.form.cleaned_data
        return Draft(
            post=self.requested.post,
            parent=self.requested.parent,
            person=writer_of(self.request, cleaned["key"]),
            name=self.form.signature,
            email=cleaned.get("email") or (self.user and self.user.email) or "",
            body=cleaned["body"],
            address=self.request.client_ip,
        )

    def refuse_draft(self, screening):
        # A duplicate need not be sent again, so it asks nobody to wait.
        duplicates = [refusal for refusal in screening.refusals if refusal.duplicate_of]
        reasons = [self.reason_for(refusal) for refusal in duplicates or screening.refusals]
        wait = 0 if duplicates else screening.retry_after
        response = self.render(429 if wait else 400, *reasons)
        if wait:
            response["Retry-After"] = str(wait)
        return response

    def reason_for(self, refusal):
        if refusal.read_first:
            return Reason.of(refusal)
        return self.reason(refusal.reason, refusal.duplicate_of)

    def reason(self, text, comment):
        """Return a reason with a link to `comment`, when the person may see that comment."""
        if comment is None:
            return Reason(text)
        if comment.is_published:
            return Reason(text, comment.get_absolute_url(), gettext("See it here."))
        if comment.is_by(person_of(self.request)):
            return Reason(text, status_path(comment), gettext("See its status."))
        return Reason(text)

    def redirect_to_comment(self, comment, *, is_own):
        """Redirect to the comment.

        Knowing another form's idempotency key does not make the sender the author (`is_own`).
        """
        if not (is_own or comment.is_published):
            return self.render(
                409, Reason(gettext("This has arrived; you need not send it again."))
            )
        fallback = status_path(comment) if is_own else comment.post.get_absolute_url()
        response = self.redirect_to(fresh_permalink_of(comment, fallback))
        if is_own:
            remember(self.request, response, comment.author)
        return response

    def redirect_to(self, url):
        if self.is_partial:
            return HttpResponseClientRedirect(url)
        return HttpResponseRedirect(url, status=303)

    def render(self, status=200, *reasons, **more):
        self.form.auto_id = f"{self.target.label}-%s"
        if self.form.has_error("key"):
            self.form.renew_key()
        context = {
            "blog": Blog.objects.current(),
            "form": self.form,
            "target": self.target,
            "action": self.target.action,
            "partial_action": self.target.partial_action,
            "preview_action": self.target.preview_action,
            "reasons": reasons,
            "has_title": self.is_partial,
            **more,
        }
        template = "comments/_form.html" if self.is_partial else "comments/respond.html"
        return render(self.request, template, context, status=status)
